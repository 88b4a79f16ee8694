package event

import (
	"time"

	"github.com/google/uuid"
)

// AuditorLinkMade says that whoever has a link may read the workspace's assets, reports and log
// until a moment. Its secret is nowhere.
type AuditorLinkMade struct {
	Link      uuid.UUID  `json:"link"`
	Name      string     `json:"name"` // what it is for
	AsOf      *time.Time `json:"as_of,omitempty"`
	ExpiresAt time.Time  `json:"expires_at"`
}

// AuditorLinkOpened says that a browser opened a link and may read for a while.
type AuditorLinkOpened struct {
	Link    uuid.UUID `json:"link"`
	Session uuid.UUID `json:"session"`
	// Network is where it was opened from: the first 24 bits of an IPv4 address, or 48 of an
	// IPv6 one, which name no household; empty: not known.
	Network string `json:"network,omitempty"`
}

// AuditorLinkRevoked says that a link lets nobody read any more.
type AuditorLinkRevoked struct {
	Link uuid.UUID `json:"link"`
}

// EventType implements Payload.
func (AuditorLinkMade) EventType() Type { return "AuditorLinkMade" }

// EventType implements Payload.
func (AuditorLinkOpened) EventType() Type { return "AuditorLinkOpened" }

// EventType implements Payload.
func (AuditorLinkRevoked) EventType() Type { return "AuditorLinkRevoked" }

// AuditorPrefix is what the streams of all auditors' links begin with.
const AuditorPrefix = "auditor/"

// AuditorStream is the stream of an auditors' link.
func AuditorStream(id uuid.UUID) string { return AuditorPrefix + id.String() }
