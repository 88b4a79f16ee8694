// Package c1z writes who may do what, at a stated moment, into a file that
// ConductorOne's programs read (baton resources, grants, diff, export).
//
// The file is of the classic form: five bytes, then one zstd frame around an SQLite
// database with a row a resource, entitlement and grant, whose data are protobuf
// messages of c1.connector.v2. A file holds any number of moments; baton compares the
// two newest. The messages are packed so that equal things are equal bytes: what did
// not change between two moments is no difference.
//
// The messages are few and small, so they are packed here field by field: the SDK that
// describes them has a hundred modules. Tests of cmd/baton-ninja-one read the files
// with the real program and compare them with what the connector itself writes.
package c1z
