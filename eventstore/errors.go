package eventstore

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// VersionConflictError says that a stream is not where the writer believed it to
// be. Load it again, decide again.
type VersionConflictError struct {
	Stream string
	Want   Expected
	Got    int64 // 0: the stream does not exist
}

func (e *VersionConflictError) Error() string {
	return fmt.Sprintf("append to %s: expected %s, it is at version %d; read it again and decide again", e.Stream, e.Want, e.Got)
}

// AppendReusedError says that an append id was used before for another request.
type AppendReusedError struct {
	AppendID uuid.UUID
}

func (e *AppendReusedError) Error() string {
	return fmt.Sprintf("append %s: this id was used for a different request; use a new one", e.AppendID)
}

// ReadOnlyError says that a log takes no appends, and why.
type ReadOnlyError struct {
	Tenant uuid.UUID
	Reason string
}

func (e *ReadOnlyError) Error() string {
	return fmt.Sprintf("the log of tenant %s is read-only: %s", e.Tenant, e.Reason)
}

// ErrNoTenant is the answer for a tenant that has no log.
var ErrNoTenant = errors.New("no such tenant")

// EventTooLargeError says that a payload is larger than MaxPayload.
type EventTooLargeError struct {
	Stream string
	Bytes  int
}

func (e *EventTooLargeError) Error() string {
	return fmt.Sprintf("append to %s: the event has %d bytes, the most is %d", e.Stream, e.Bytes, MaxPayload)
}
