import assert from "node:assert/strict";
import { test } from "node:test";

import { answerOf, bytesOf, optionsFor, textOf } from "../../static/js/pages/passkey.js";

test("bytes survive the way through text, whatever they are", () => {
  const every = Uint8Array.from({ length: 256 }, (_, n) => n);

  assert.deepEqual(bytesOf(textOf(every)), every);
  assert.equal(textOf(Uint8Array.of(251, 255, 191)), "-_-_");
  assert.equal(textOf(Uint8Array.of(1)), "AQ");
});

test("the browser gets bytes where it wants bytes, and the server's own words elsewhere", () => {
  const told = {
    publicKey: {
      challenge: "AQID",
      rp: { id: "border.example" },
      user: { id: "BA", name: "officer" },
      excludeCredentials: [{ id: "BQ", type: "public-key" }],
    },
  };

  const { publicKey } = optionsFor("create", told);

  assert.deepEqual(publicKey.challenge, Uint8Array.of(1, 2, 3));
  assert.deepEqual(publicKey.user.id, Uint8Array.of(4));
  assert.deepEqual(publicKey.excludeCredentials[0].id, Uint8Array.of(5));
  assert.equal(publicKey.rp.id, "border.example");
  assert.equal(told.publicKey.challenge, "AQID");
});

test("a sign-in without a list of keys asks for any", () => {
  const { publicKey } = optionsFor("get", { publicKey: { challenge: "AQ" } });

  assert.deepEqual(publicKey.challenge, Uint8Array.of(1));
});

test("the server gets text, and no field that the device left out", () => {
  const answer = answerOf({
    id: "AQ",
    rawId: Uint8Array.of(1).buffer,
    type: "public-key",
    getClientExtensionResults: () => ({}),
    response: { clientDataJSON: Uint8Array.of(2).buffer, signature: Uint8Array.of(3).buffer, userHandle: null },
  });

  assert.deepEqual(answer, {
    id: "AQ",
    rawId: "AQ",
    type: "public-key",
    authenticatorAttachment: null,
    clientExtensionResults: {},
    response: { clientDataJSON: "Ag", signature: "Aw" },
  });
});
