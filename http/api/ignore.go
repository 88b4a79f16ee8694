package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// IgnoreRule says that some devices are no assets (GAP-03).
type IgnoreRule struct {
	ID   uuid.UUID `json:"id"`
	Kind string    `json:"kind"` // organization, location, class, tag or name
	// Connection and NinjaID name an organization or location.
	Connection *uuid.UUID `json:"connection,omitempty"`
	NinjaID    int64      `json:"ninja_id,omitempty"`
	Value      string     `json:"value,omitempty"` // class, tag, or pattern with * and ?
	Reason     string     `json:"reason,omitempty"`
	// Devices is how many it leaves out now; another rule may leave out the same.
	Devices int       `json:"devices"`
	SetBy   string    `json:"set_by"`
	SetAt   time.Time `json:"set_at"`
}

// IgnoreDraft is a rule to be made.
type IgnoreDraft struct {
	Kind       string     `json:"kind"`
	Connection *uuid.UUID `json:"connection"`
	NinjaID    int64      `json:"ninja_id"`
	Value      string     `json:"value"`
	Reason     string     `json:"reason"`
}

// AssetScope says which devices become assets at all.
type AssetScope struct {
	// MappedOnly: only those whose place is linked to a customer (MAP-13 ⚠).
	MappedOnly bool  `json:"mapped_only"`
	Version    int64 `json:"version"`
}

// AssetScopeDraft is the scope to be set.
type AssetScopeDraft struct {
	MappedOnly bool `json:"mapped_only"`
}

// Ignores keeps ignore rules and the scope of assets. Neither loses anything: what is
// left out is recorded like everything else, and comes back when the rule is removed.
type Ignores interface {
	List(ctx context.Context, s Scope) (Answer[[]IgnoreRule], error)
	Create(ctx context.Context, c Command, d IgnoreDraft) (Written, error)
	Remove(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	AssetScope(ctx context.Context, s Scope) (Answer[AssetScope], error)
	SetAssetScope(ctx context.Context, c Command, d AssetScopeDraft) (Written, error)
}
