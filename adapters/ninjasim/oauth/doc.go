// Package oauth is the authorization server of the simulator: client
// credentials, authorization code with PKCE and a consent page, refresh tokens
// that rotate, and NinjaOne's own error bodies.
//
// Endpoints are served as /ws/oauth/* and /oauth/*. Tokens are opaque and
// follow from the seed, so that two runs of a test see the same ones; they
// protect nothing.
package oauth
