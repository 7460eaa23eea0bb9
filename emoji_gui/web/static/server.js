// Talking with the server, and putting its silence into words.

import { texts } from "./texts.js";

/** This tab, for as long as it is open: the server follows one face a tab. */
export const tab = [...crypto.getRandomValues(new Uint8Array(16))]
  .map((byte) => byte.toString(16).padStart(2, "0"))
  .join("");

export const SERVER_GONE = { ...texts.serverGone, after: 1500 };

/** Why the server refuses an address, or that it does not answer: {title, text, after}. */
export async function sentenceOf(address) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), 4000);
  try {
    const answer = await fetch(`${address}?tab=${tab}`, { signal: control.signal });
    if (answer.ok) return { ...texts.lineLost, after: 500 };
    return await refusal(answer);
  } catch {
    return SERVER_GONE;
  } finally {
    clearTimeout(timer);
    control.abort();
  }
}

/** A refusal of the server in words. */
export async function refusal(answer) {
  let { title, text } = texts.refused;
  try {
    text = (await answer.json()).error ?? text;
  } catch {
    // An answer without JSON comes from something between the server and us.
  }
  const seconds = Number(answer.headers.get("Retry-After")) || 3;
  return { title, text, after: 1000 * seconds };
}
