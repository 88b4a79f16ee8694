package eventstore

import "fmt"

// Expected is what the writer believes about a stream's version.
type Expected struct {
	kind    uint8 // 0 any, 1 no stream, 2 exact
	version int64
}

// Any appends whatever the version is.
func Any() Expected { return Expected{} }

// NoStream appends only if the stream does not exist.
func NoStream() Expected { return Expected{kind: 1} }

// Exact appends only if the stream stands at this version; Exact(0) is NoStream.
func Exact(version int64) Expected {
	if version == 0 {
		return NoStream()
	}
	return Expected{kind: 2, version: version}
}

// Holds tells whether a stream at this version (0: absent) is as expected.
func (e Expected) Holds(version int64) bool {
	switch e.kind {
	case 1:
		return version == 0
	case 2:
		return version == e.version
	}
	return true
}

func (e Expected) String() string {
	switch e.kind {
	case 1:
		return "no stream"
	case 2:
		return fmt.Sprintf("version %d", e.version)
	}
	return "any version"
}
