// Package api says what the JSON API needs of the rest of the program: one file a
// resource, with its interface and the structs that go over the wire.
//
// It is the seam of package http. Whoever implements an interface translates the
// errors of its own world into *domain.Error; every other error is answered as 500
// and its text stays in the log. The structs are checked against the OpenAPI
// description by the tests of package http.
//
// Every method is told the tenant and must look at nothing else's. An
// implementation is safe for concurrent use and ends early when its context does.
package api
