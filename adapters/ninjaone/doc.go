// Package ninjaone reads a NinjaOne RMM tenant through its public REST API v2.
//
// A [Client] belongs to one connection: one region host, one client ID, one
// grant, one rate limiter. It hands out raw rows, byte for byte as NinjaOne sent
// them, because the observation that becomes an event must be what was given and
// not what a Go struct could hold of it: numbers keep their digits, and invalid
// UTF-8 reaches the caller, who decides what to do about it.
//
// What the client promises:
//
//   - A page is whole or it is an error. Truncated JSON, trailing bytes, a login
//     page or a rate-limit page in place of JSON are never handed out as rows.
//   - A list of devices, organizations or locations ends on an empty answer that
//     came twice, not on a short page: the largest page size that NinjaOne honours
//     is not documented, so a short page may be a capped one.
//   - A list can't go on for ever: pages that don't advance are an error.
//   - Only requests that are safe to repeat are repeated, for a bounded time, at a
//     pace that follows the answers.
//   - Errors name the call, the likely cause and what to do next; they never hold
//     a secret, a token or an authorization code.
package ninjaone
