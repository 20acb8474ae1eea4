import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { likeness, read, SAME_NEED } from "./likeness.ts";

const of = (one: string, other: string): number => likeness(read(one), read(other));

/** The same need in other words. */
const SAME: readonly (readonly [string, string])[] = [
  ["print labels", "label printing"],
  ["print labels", "Could you please print labels?"],
  ["Send an email when a backup fails", "email alerts for failed backups"],
  ["water the plants automatically", "automatic watering of plants"],
  ["Translate subtitles of films", "subtitle translation for movies"],
  ["synchronise contacts with my phone", "contact synchronization to the phone"],
  ["Order groceries online", "grocery orders on the internet: online"],
  ["read receipts from photos", "Extract receipts out of pictures"],
  ["Turn off all the lights at midnight", "turning lights off at midnight"],
  ["Restart the router", "reboot router"],
  ["control the robot vacuum", "Control of a vacuum robot"],
  ["detect packages at the front door", "package detection at front door"],
  ["show the electricity price", "Display electricity prices"],
  ["track parcels", "parcel tracking"],
  ["transcribe meetings", "Meeting transcription"],
  ["open the garage door", "garage door opening"],
  ["block ads on the television", "ad blocking for television"],
  ["I want to schedule posts on Mastodon", "Mastodon post scheduling"],
];

/** Needs that have words in common and must stay apart. */
const OTHER: readonly (readonly [string, string])[] = [
  ["print labels", "print photos"],
  ["print labels", "scan labels into the inventory"],
  ["Send an email when a backup fails", "send an email when a disk fills"],
  ["back up photos", "delete photos that are blurred"],
  ["open the garage door", "open the front window"],
  ["restart the router", "update the router"],
  ["translate subtitles", "download subtitles"],
  ["show the electricity price", "show the water consumption"],
  ["track parcels", "track the weight of the cat"],
  ["transcribe meetings", "schedule meetings"],
  ["turn off all the lights at midnight", "turn off the heating when nobody is home"],
  ["control the robot vacuum", "control the blinds"],
  ["read receipts from photos", "read the water meter from photos"],
  ["Connect prometheus", "Connect qdrant"],
  ["a crew named gardener", "a crew named accountant"],
  ["play music in the kitchen", "play a film in the living room"],
  ["stop the dishwasher", "start the washing machine"],
  ["order groceries online", "order printer ink"],
];

describe("likeness", () => {
  it.each(SAME)("%s = %s", (one, other) => {
    expect(of(one, other)).toBeGreaterThanOrEqual(SAME_NEED);
  });

  it.each(OTHER)("%s ≠ %s", (one, other) => {
    expect(of(one, other)).toBeLessThan(SAME_NEED);
  });

  it("is the same both ways, 1 with itself, and never outside 0 to 1", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), fc.string({ unit: "binary", maxLength: 80 }), (one, other) => {
        expect(of(one, other)).toBeCloseTo(of(other, one), 9);
        expect(of(one, other)).toBeGreaterThanOrEqual(0);
        expect(of(one, other)).toBeLessThanOrEqual(1);
        expect(of(one, one)).toBe(read(one).words.length > 0 ? 1 : 0);
      }),
    );
  });
});
