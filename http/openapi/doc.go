// Package openapi holds the description of the API: one file a resource in parts/,
// put together at start, served as it is, and asked about every request.
//
// A part may leave out what is the same everywhere: Assemble adds to an operation
// what its x-kind says. So the served description is complete while the parts hold
// only what is particular.
package openapi
