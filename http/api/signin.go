package api

import "github.com/google/uuid"

// SignInReturn is what the browser brings back from NinjaOne (RFC 6749 §4.1.2). Who
// knows the state is who began.
type SignInReturn struct {
	State Secret
	Code  Secret
	// Error is why there is no code, such as access_denied.
	Error string
}

// SignedIn is a sign-in that has ended.
type SignedIn struct {
	Tenant, Connection uuid.UUID
	Actor              string // who began it
	Name               string // of the connection
	// Warning says what will go wrong later, such as that no refresh token came
	// (SET-05); empty where nothing will.
	Warning string
}
