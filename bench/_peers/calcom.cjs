/* Runs Cal.com's own search for starts on diaries that come as JSON on the standard input; answers in JSON.
 *
 * The search is the one of the npm package @calcom/platform-libraries: AvailableSlotsService with UserAvailabilityService.
 * What it would ask of a database, a cache or a calendar is answered from memory, so only its own code is timed. Packages
 * that its search never calls are not installed; something that answers anything stands in for them.
 *
 * Input: {zone, firstDay, days, practitioners, minutes, step, runs, hours: [[from, until]…], bookings: [[who, start, end]…],
 * keepsFormatters}. Moments are ISO strings in UTC, hours are minutes of the wall clock.
 * Output: {found: [[ISO…] for each practitioner], cpu: [ms…], wall: [ms…]}.
 */
"use strict";
process.env.TZ = "UTC";
const Module = require("module");
const path = require("path");
const folder = process.argv[2];

process.on("unhandledRejection", () => {}); // its database client finds no engine here, and is never asked

// --- Stand-ins for what is not installed ---------------------------------------------------------------------------

function anything() {
  const self = new Proxy(function () {}, {
    get: (target, key) => {
      if (key === "prototype") return target.prototype;
      if (key === "__esModule") return true;
      if (key === Symbol.toPrimitive) return () => "";
      return key === "then" || typeof key === "symbol" ? undefined : anything();
    },
    apply: () => anything(),
    construct: () => anything(),
  });
  return self;
}
const load = Module._load;
Module._load = function (name, ...rest) {
  try {
    return load.call(this, name, ...rest);
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND" && !name.startsWith(".") && !path.isAbsolute(name)) return anything();
    throw error;
  }
};

/* Its own copy of dayjs keeps a formatter for each zone; the one on the registry makes a new one each time. */
function keepFormatters() {
  const kept = new Map();
  const plain = Date.prototype.toLocaleString;
  Date.prototype.toLocaleString = function (locale, options) {
    if (!options || Object.keys(options).join() !== "timeZone") return plain.call(this, locale, options);
    if (!kept.has(options.timeZone)) {
      const parts = Object.fromEntries(["year", "month", "day", "hour", "minute", "second"].map((p) => [p, "numeric"]));
      kept.set(options.timeZone, new Intl.DateTimeFormat(locale, { ...parts, timeZone: options.timeZone }));
    }
    return kept.get(options.timeZone).format(this);
  };
}

// --- One clinic, as its tables would hold it -----------------------------------------------------------------------

const clock = (minute) => new Date(Date.UTC(1970, 0, 1, Math.floor(minute / 60), minute % 60));

function host(number, asked) {
  const availability = asked.hours.map(([from, until]) => ({
    days: [0, 1, 2, 3, 4, 5, 6], startTime: clock(from), endTime: clock(until), date: null,
  }));
  return {
    id: number + 1, email: `host${number}@mail.example`, username: `host${number}`, name: `Host ${number}`,
    timeZone: asked.zone, defaultScheduleId: number + 1, schedules: [{ id: number + 1, timeZone: asked.zone, availability }],
    availability: [], travelSchedules: [], credentials: [], selectedCalendars: [], userLevelSelectedCalendars: [],
    allSelectedCalendars: [],
  };
}

const visit = ([who, start, end], number) => ({
  id: number, uid: `visit-${number}`, userId: who + 1, title: "visit", status: "ACCEPTED",
  startTime: new Date(start), endTime: new Date(end), attendees: [{ email: `guest${number}@mail.example` }],
  eventType: { id: 1, beforeEventBuffer: 0, afterEventBuffer: 0, seatsPerTimeSlot: null }, _count: { seatsReferences: 0 },
});

const service = (minutes, step) => ({
  id: 1, slug: "visit", length: minutes, slotInterval: step, minimumBookingNotice: 0, offsetStart: 0,
  beforeEventBuffer: 0, afterEventBuffer: 0, periodType: "UNLIMITED", periodDays: null, periodCountCalendarDays: false,
  periodStartDate: null, periodEndDate: null, schedulingType: null, hosts: [], users: [], schedule: null, timeZone: null,
  availability: [], bookingLimits: null, durationLimits: null, seatsPerTimeSlot: null, metadata: null, team: null,
  parent: null, showOptimizedSlots: false, restrictionScheduleId: null, useEventLevelSelectedCalendars: false,
  onlyShowFirstAvailableSlot: false,
});

function searchFor(libraries, user, booked, offered) {
  const nothing = async () => [];
  const userAvailabilityService = new libraries.UserAvailabilityService({
    oooRepo: { findUserOOODays: nothing }, bookingRepo: {}, eventTypeRepo: {}, redisClient: {},
  });
  return new libraries.AvailableSlotsService({
    userAvailabilityService,
    eventTypeRepo: { findForSlots: async () => offered },
    bookingRepo: { findAllExistingBookingsForEventTypeBetween: async () => booked },
    selectedSlotRepo: { findManyUnexpiredSlots: nothing, deleteManyExpiredSlots: nothing },
    oooRepo: { findManyOOO: nothing },
    busyTimesService: {},
    redisClient: { get: async () => null, set: () => {} },
    cacheService: { getShouldServeCache: async () => false },
    featuresRepo: { checkIfTeamHasFeature: async () => false },
    noSlotsNotificationService: { handleNotificationWhenNoSlots: async () => {} },
    qualifiedHostsService: {
      findQualifiedHostsWithDelegationCredentials: async () => ({
        qualifiedRRHosts: [], allFallbackRRHosts: [], fixedHosts: [{ isFixed: true, groupId: null, user }],
      }),
    },
  });
}

// --- The search ----------------------------------------------------------------------------------------------------

async function main(asked) {
  if (asked.keepsFormatters) keepFormatters();
  const installed = Module.createRequire(path.join(folder, "index.js"));
  const { AvailableSlotsService } = installed("./package/dist/slots.cjs");
  const { UserAvailabilityService } = installed("./package/dist/schedules.cjs");
  const libraries = { AvailableSlotsService, UserAvailabilityService };
  const hosts = Array.from({ length: asked.practitioners }, (_, number) => host(number, asked));
  const visits = asked.bookings.map(visit);
  const own = hosts.map((user) => visits.filter((one) => one.userId === user.id)); // as its query would give them
  const input = {
    eventTypeId: 1, eventTypeSlug: "visit", usernameList: ["clinic"], timeZone: asked.zone, isTeamEvent: false,
    startTime: asked.from, endTime: asked.until,
  };
  const told = { cpu: [], wall: [], found: [] };
  for (let run = 0; run <= asked.runs; run += 1) {
    const found = [];
    const began = process.hrtime.bigint();
    const spent = process.cpuUsage();
    for (const [number, user] of hosts.entries()) {
      const search = searchFor(libraries, user, own[number], service(asked.minutes, asked.step));
      found.push((await search._getAvailableSlots({ input, ctx: {} })).slots);
    }
    const { user, system } = process.cpuUsage(spent);
    if (run === 0) continue; // that one warmed up
    told.wall.push(Number(process.hrtime.bigint() - began) / 1e6);
    told.cpu.push((user + system) / 1e3);
    told.found = found.map((days) => Object.values(days).flat().map((slot) => slot.time));
  }
  return told;
}

let words = "";
process.stdin.on("data", (some) => { words += some; });
process.stdin.on("end", async () => {
  const log = console.log;
  console.log = console.info = console.debug = () => {};
  try {
    log(JSON.stringify(await main(JSON.parse(words))));
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
});
