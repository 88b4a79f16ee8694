// Package http serves the JSON API: it decodes, asks the services of package api,
// and encodes. Everything that it knows about the wire stands in the description
// below openapi/, which is served and which every request is checked against.
//
// One resource is one file, one middleware is one file. routes.go lists every
// route with the permission that it needs; error.go is the only place that turns
// an error into an answer.
package http
