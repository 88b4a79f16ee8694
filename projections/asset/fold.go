package asset

import (
	"slices"
	"strings"
	"unicode/utf8"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// fold makes a record's row after an event. What settling had made of the row is
// taken off before and put on again: records with kin are settled after the batch.
func fold(r *rules.Set, id uuid.UUID, old *Row, e *projections.Event) (*Row, error) {
	if old != nil {
		old = own(r, old)
	}
	if isDecision(e) {
		return alone(r, foldDecision(id, old, e)), nil
	}
	row, err := foldRecord(r, id, old, e)
	if err != nil || row == nil {
		return row, err
	}
	return alone(r, row), nil
}

// foldRecord makes a record's row after an event of the record itself.
func foldRecord(r *rules.Set, id uuid.UUID, old *Row, e *projections.Event) (*Row, error) {
	switch b := e.Body.(type) {
	case *Row: // of an observation: it replaces all but what other events gave
		return foldObserved(r, old, b), nil
	case *deviceUserObserved:
		return foldUser(id, old, b, e), nil
	case *event.DeviceVanished:
		if old == nil {
			return nil, nil
		}
		row := *old
		row.MissingSince, row.MissingPosition = e.OccurredAt, e.Position
		row.Shown = row.Shown && !b.Undone
		return &row, nil
	case *event.DevicesReleased:
		return foldReleased(r, old, b, e), nil
	case *event.PresenceObserved:
		return foldPresence(r, old, b, e), nil
	case *event.ManualAssetRecorded:
		row := manual(r, b, e)
		if old != nil {
			row.keepDecisions(old)
		}
		return withContact(r, old, row), nil
	case *event.ManualAssetRemoved:
		return old.removed(), nil
	case *event.DeviceAssigned:
		return foldContact(r, id, old, b.Contact, e), nil
	case *event.DeviceUnassigned:
		return foldContact(r, id, old, uuid.Nil, e), nil
	}
	return old, nil
}

// foldObserved keeps what other events gave.
func foldObserved(r *rules.Set, old, observed *Row) *Row {
	if old == nil || old.UserPosition == 0 && old.ContactPosition == 0 && old.State == nil {
		return observed
	}
	row := *observed // the body of an event is not changed
	row.User, row.UserEvent, row.LastLogonAt, row.UserPosition = old.User, old.UserEvent, old.LastLogonAt, old.UserPosition
	row.UserWithheld = old.UserWithheld
	row.keepDecisions(old)
	return withContact(r, old, &row)
}

// observe makes the row that an observation gives, whatever was before.
func observe(r *rules.Set, b *deviceObserved, e *projections.Event) (*Row, error) {
	d := &b.Device
	f := r.Asset.Compose(d, lastFilled(b.Facts.LastFilled))
	row := &Row{
		ID: rowid.Device(e.Tenant, b.Connection, b.DeviceID), Source: SourceNinjaOne,
		Shown: visible(r, d.ApprovalStatus),
		Name:  f.Name, NameKey: sortKey(f.Name),
		Manufacturer: f.Manufacturer, Model: f.Model,
		Serial: f.Serial, SerialKey: bounded(rule.SerialKey(f.Serial)), SystemSerial: f.SystemSerial, BIOSSerial: f.BIOSSerial,
		OS: f.OS, OSBuild: f.OSBuild, Architecture: f.Architecture,
		Category: f.Category, NodeClass: bounded(d.NodeClass), ClassKnown: f.KnownClass, Chassis: f.Chassis, Virtual: f.Virtual,
		Connectivity: f.Connectivity, ConnectivityAt: e.OccurredAt, PresencePosition: e.Position,
		LastContact: f.LastContact, CreatedAt: f.Created, FirstSeenAt: b.Facts.FirstObservedAt,
		WarrantyStart: f.WarrantyStart, WarrantyEnd: f.WarrantyEnd, FulfilledOn: f.Fulfilled,
		Connection: b.Connection, DeviceID: b.DeviceID,
		OrganizationID: d.OrganizationID, LocationID: d.LocationID, Network: rule.Network(d.PublicIP),
		Approval:   bounded(d.ApprovalStatus),
		ObservedAt: e.RecordedAt, ObservedPosition: e.Position, Version: e.Version, Rules: r.Version,
	}
	if row.FirstSeenAt.IsZero() {
		row.FirstSeenAt = e.OccurredAt
	}
	row.identify(r, d)
	if d.OrganizationID != 0 {
		row.Organization = rowid.Organization(e.Tenant, b.Connection, d.OrganizationID)
	}
	if d.LocationID != 0 {
		row.Location = rowid.Location(e.Tenant, b.Connection, d.LocationID)
	}
	if row.Owner = sealed(b.Owner); row.Owner != nil {
		row.OwnerEvent = e.ID
	}
	row.settleStatus(r)
	row.Search = search(append(f.Names, f.Name, f.Serial, f.SystemSerial, f.BIOSSerial, f.Manufacturer, f.Model)...)
	var err error
	if row.FormerNames, err = list(b.Facts.Names); err != nil {
		return row, err
	}
	if row.Tags, err = list(cleanTags(d.Tags)); err != nil {
		return row, err
	}
	if row.FormerSerials, err = list(b.Facts.Serials); err != nil {
		return row, err
	}
	row.noteFlaps(&b.Facts)
	if len(f.Filled) > 0 {
		row.Filled, err = json.Marshal(f.Filled)
	}
	return row, err
}

// identify gives the row the keys that it is known by beside its serial number. One
// that waits for approval is known by nothing yet.
func (row *Row) identify(r *rules.Set, d *rule.Device) {
	if !row.Shown {
		row.SerialKey = ""
		return
	}
	if row.BIOSSerial != row.Serial && !r.Asset.JunkSerial(row.BIOSSerial) {
		if bios := rule.SerialKey(row.BIOSSerial); bios != row.SerialKey {
			row.BIOSKey = bounded(bios)
		}
	}
	if row.SerialKey == "" || row.Virtual {
		row.MACKey = r.Asset.CardKey(d.Cards())
	}
}

func foldUser(id uuid.UUID, old *Row, b *deviceUserObserved, e *projections.Event) *Row {
	// The device's own event may come later in a rebuild; until then nobody sees the row.
	row := Row{ID: id}
	if old != nil {
		row = *old
	}
	row.Source, row.Connection, row.DeviceID = SourceNinjaOne, b.Connection, b.DeviceID
	row.User, row.UserEvent, row.LastLogonAt, row.UserPosition = sealed(b.User), e.ID, b.LogonAt, e.Position
	row.UserWithheld = event.Withheld(bounded(string(b.Withheld)))
	return &row
}

// foldPresence applies to devices that were observed; an observation says itself
// whether its device is on line.
func foldPresence(r *rules.Set, old *Row, b *event.PresenceObserved, e *projections.Event) *Row {
	if old == nil || old.ObservedPosition == 0 || old.Connectivity == rule.NotMonitored {
		return old
	}
	row := *old
	row.Connectivity = rule.Offline
	if slices.Contains(b.Online, row.DeviceID) {
		row.Connectivity = rule.Online
		if e.OccurredAt.After(row.LastContact) {
			row.LastContact = e.OccurredAt
		}
	}
	row.ConnectivityAt, row.PresencePosition = e.OccurredAt, e.Position
	row.settleStatus(r)
	return &row
}

func manual(r *rules.Set, b *event.ManualAssetRecorded, e *projections.Event) *Row {
	row := &Row{
		ID: b.ID, Source: SourceManual, Shown: true,
		Name: bounded(b.Name), NameKey: sortKey(b.Name),
		Manufacturer: bounded(b.Manufacturer), Model: bounded(b.Model),
		SystemSerial: bounded(b.SerialNumber),
		Notes:        b.Notes, Category: rule.Category(bounded(b.Category)), ClassKnown: true,
		Connectivity: rule.NotMonitored,
		Customer:     b.Customer, ExternalID: bounded(b.ExternalID),
		ObservedAt: e.RecordedAt, ObservedPosition: e.Position, Version: e.Version, Rules: r.Version,
	}
	if !r.Asset.JunkSerial(b.SerialNumber) {
		row.Serial, row.SerialKey = row.SystemSerial, bounded(rule.SerialKey(b.SerialNumber))
	}
	if row.Category == "" {
		row.Category = rule.CategoryOther
	}
	row.StatusSet = rule.Status(bounded(b.Status))
	accessors[rule.FieldPurchased].set(row, b.PurchasedOn)
	accessors[rule.FieldWarrantyEnd].set(row, b.WarrantyEnd)
	row.settleStatus(r)
	row.Search = search(row.Name, row.SystemSerial, row.Manufacturer, row.Model, row.ExternalID)
	return row
}

func lastFilled(facts map[string]event.FilledValue) map[string]rule.Filled {
	if len(facts) == 0 {
		return nil
	}
	filled := make(map[string]rule.Filled, len(facts))
	for path, v := range facts {
		filled[path] = rule.Filled{Value: v.Value, Position: v.Position}
	}
	return filled
}

// sealed is a personal member as it is kept: nil when absent.
func sealed(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return raw
}

func list(texts []string) (json.RawMessage, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	return json.Marshal(texts)
}

// Bounds of texts, in bytes. Keys are part of index entries.
const (
	maxKey    = 100
	maxSearch = 1000
)

func bounded(s string) string { return rule.Bounded(s, rule.MaxText) }

func sortKey(name string) string { return rule.Bounded(strings.ToLower(name), maxKey) }

// search puts texts into one, in lower case and each once.
func search(texts ...string) string {
	b := make([]byte, 0, 160)
	for i, t := range texts {
		if t == "" || slices.Contains(texts[:i], t) {
			continue
		}
		b = append(appendLower(b, t), '\n')
	}
	return rule.Bounded(string(b), maxSearch)
}

// appendLower is strings.ToLower without an allocation for what is ASCII.
func appendLower(b []byte, s string) []byte {
	at := len(b)
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return append(b[:at], strings.ToLower(s)...)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}
