package asset

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// The bodies that folds read. They hold the needed members alone, so that a
// payload of 2 KB is decoded in one pass and without what nobody reads.

type deviceObserved struct {
	Connection uuid.UUID       `json:"connection"`
	DeviceID   int64           `json:"device_id"`
	Device     rule.Device     `json:"device"`
	Owner      json.RawMessage `json:"owner"`
	Facts      struct {
		FirstObservedAt time.Time                    `json:"first_observed_at"`
		LastFilled      map[string]event.FilledValue `json:"last_filled"`
		Names           []string                     `json:"names"`
		Serials         []string                     `json:"serials"`
	} `json:"facts"`
}

type deviceUserObserved struct {
	Connection uuid.UUID       `json:"connection"`
	DeviceID   int64           `json:"device_id"`
	User       json.RawMessage `json:"user"`
	LogonAt    time.Time       `json:"logon_at"`
}

// decode picks the body for a type.
func decode(t event.Type, payload []byte) (any, error) {
	var body any
	switch t {
	case "DeviceObserved":
		body = new(deviceObserved)
	case "DeviceUserObserved":
		body = new(deviceUserObserved)
	case "DeviceVanished":
		body = new(event.DeviceVanished)
	case "PresenceObserved":
		body = new(event.PresenceObserved)
	case "ManualAssetRecorded":
		body = new(event.ManualAssetRecorded)
	case "ManualAssetRemoved":
		body = new(event.ManualAssetRemoved)
	default:
		return nil, &event.UnknownTypeError{Type: t}
	}
	return body, json.Unmarshal(payload, body)
}
