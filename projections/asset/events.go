package asset

import (
	"sync"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/mapping"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// The bodies that folds read. They hold the needed members alone, so that a
// payload of 2 KB is decoded in one pass and without what nobody reads.

type deviceObserved struct {
	Connection uuid.UUID         `json:"connection"`
	DeviceID   int64             `json:"device_id"`
	Device     rule.Device       `json:"device"`
	Owner      json.RawMessage   `json:"owner"`
	Facts      event.DeviceFacts `json:"facts"`
}

type deviceUserObserved struct {
	Connection uuid.UUID       `json:"connection"`
	DeviceID   int64           `json:"device_id"`
	User       json.RawMessage `json:"user"`
	LogonAt    time.Time       `json:"logon_at"`
	Withheld   event.Withheld  `json:"withheld"`
}

// decoder decodes payloads; what it decodes into is used again and again, and rows
// keep nothing of it but texts.
type decoder struct{ observations sync.Pool }

// decode makes the body of an event. The row that an observation gives is worked
// out here, since decoding runs beside folding.
func (d *decoder) decode(r *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "DeviceObserved":
		return d.row(r, e, payload)
	case "DeviceUserObserved":
		body = new(deviceUserObserved)
	case "DeviceVanished":
		body = new(event.DeviceVanished)
	case "DevicesReleased":
		body = new(event.DevicesReleased)
	case "PresenceObserved":
		body = new(event.PresenceObserved)
	case "ManualAssetRecorded":
		body = new(event.ManualAssetRecorded)
	case "ManualAssetRemoved":
		body = new(event.ManualAssetRemoved)
	case "DeviceAssigned":
		body = new(event.DeviceAssigned)
	case "DeviceUnassigned":
		body = new(event.DeviceUnassigned)
	case "FieldSet":
		body = new(event.FieldSet)
	case "FieldLocked":
		body = new(event.FieldLocked)
	case "FieldUnlocked":
		body = new(event.FieldUnlocked)
	case "AssetsMerged":
		body = new(event.AssetsMerged)
	case "AssetsUnmerged":
		body = new(event.AssetsUnmerged)
	case "AssetsDistinct":
		body = new(event.AssetsDistinct)
	case "AssetsUndecided":
		body = new(event.AssetsUndecided)
	case "AssetRetired":
		body = new(event.AssetRetired)
	case "AssetRemoved":
		body = new(event.AssetRemoved)
	case "AssetRestored":
		body = new(event.AssetRestored)
	case "WarrantyRecorded":
		body = new(event.WarrantyRecorded)
	case "WarrantyRemoved":
		body = new(event.WarrantyRemoved)
	default:
		return mapping.DecodeOwner(r, e, payload)
	}
	return body, json.Unmarshal(payload, body)
}

func (d *decoder) row(r *rules.Set, e *projections.Event, payload []byte) (any, error) {
	b, ok := d.observations.Get().(*deviceObserved)
	if !ok {
		b = new(deviceObserved)
	}
	defer d.observations.Put(b)
	*b = deviceObserved{}
	if err := json.Unmarshal(payload, b); err != nil {
		return nil, err
	}
	row, err := observe(r, b, e)
	if err != nil {
		return nil, err
	}
	return row, nil
}
