/* The calendar: drag and keys. Without it every visit has its "Move" link, every time that fits is a link too. */
