package api

import (
	"context"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Journal is the workspace's log, as far as they write to it who keep people and tokens
// beside it: an auditor reads there who came in, and who may do what.
type Journal interface {
	// Note writes one event down. A log that takes nothing, such as that of a restored
	// backup, is no error: people must come in to mend it.
	Note(ctx context.Context, tenant uuid.UUID, actor, stream string, p event.Payload) error
	// Only is the workspace of which somebody is told that no workspace knows: the only
	// one; zero where there are several.
	Only(ctx context.Context) (uuid.UUID, error)
}
