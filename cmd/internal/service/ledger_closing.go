package service

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/ledger"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/directory"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// closing is how the devices of a tenant stood at the end of a month.
type closing struct {
	position   int64
	recordedAt time.Time
	rules      string
	devices    []ledger.Device
	placed     map[uuid.UUID]*placed // all assets, by their ids
	customers  map[uuid.UUID]string
	places     map[uuid.UUID]string // organizations and locations of NinjaOne
}

// placed is an asset with where and whose it is.
type placed struct {
	ledger.Device
	record, organization, location, contact uuid.UUID
	connection                              uuid.UUID
	device, organizationID, locationID      int64
	network                                 string
}

// closings makes the ends of months out of the log, and remembers the last ones: what a
// position says never changes.
type closings struct {
	log    *eventstore.Store
	models *projections.Engine

	mu    sync.Mutex
	known []*knownClosing // the newest use last
	moves []knownMovements
}

// closingKey names an end of a month: where the log stood, since when listings count, and
// under which rules it is read.
type closingKey struct {
	tenant   uuid.UUID
	position int64
	since    int64
	rules    string
}

type knownClosing struct {
	key closingKey
	at  *closing
}

// maxClosingDevices bounds what is remembered, of some 150 bytes each.
const maxClosingDevices = 500_000

// horizon is up to where a ledger may look: what was recorded later does not count.
type horizon struct {
	until    time.Time
	position int64  // math.MaxInt64: whatever was recorded until then
	rules    string // a version; empty: those of each end
}

// at is the end of a month that began at a time, as it was known at another. Where the
// first is the zero one, nobody asks which devices listings showed.
func (c *closings) at(ctx context.Context, tenant uuid.UUID, since, until time.Time, h horizon) (*closing, error) {
	position, err := c.models.PositionAt(ctx, tenant, projections.Moment{Time: until})
	if err != nil {
		return nil, err
	}
	key := closingKey{tenant, min(position, h.position), since.UnixMicro(), h.rules}
	if found := c.find(key); found != nil {
		return found, nil
	}
	made, err := c.make(ctx, key, since)
	if err != nil {
		return nil, fmt.Errorf("the ledger at position %d: %w", key.position, err)
	}
	c.keep(key, made)
	return made, nil
}

// upTo is how far a scope lets be seen.
func (c *closings) upTo(ctx context.Context, scope api.Scope, now time.Time) (horizon, error) {
	h := horizon{until: now, position: math.MaxInt64}
	if scope.AsOf == nil {
		return h, nil
	}
	if h.rules = scope.AsOf.Rules; h.rules == api.RulesOfNow {
		sets, err := c.models.RuleSets(ctx, scope.Tenant)
		if err != nil {
			return h, err
		}
		h.rules = sets[0].Version
	}
	var err error
	if h.position, err = c.models.PositionAt(ctx, scope.Tenant, moment(scope)); err != nil {
		return h, err
	}
	if h.until = scope.AsOf.Time; h.until.IsZero() {
		h.until = now // of a log that had no event
		found, err := c.log.EventsAt(ctx, scope.Tenant, []int64{h.position})
		if err != nil {
			return h, fmt.Errorf("find when position %d was recorded: %w", h.position, err)
		}
		if e, is := found[h.position]; is {
			h.until = e.RecordedAt
		}
	}
	return h, nil
}

func (c *closings) find(key closingKey) *closing {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.known, func(k *knownClosing) bool { return k.key == key })
	if i < 0 {
		return nil
	}
	found := c.known[i]
	c.known = append(slices.Delete(c.known, i, i+1), found)
	return found.at
}

func (c *closings) keep(key closingKey, at *closing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = append(c.known, &knownClosing{key, at})
	devices := 0
	for i := len(c.known) - 1; i >= 0; i-- {
		if devices += len(c.known[i].at.devices); devices > maxClosingDevices && i < len(c.known)-1 {
			c.known = slices.Delete(c.known, 0, i+1)
			return
		}
	}
}

func (c *closings) make(ctx context.Context, of closingKey, since time.Time) (*closing, error) {
	tenant, position := of.tenant, of.position
	if position == 0 {
		return &closing{}, nil
	}
	past, err := c.models.AsOf(ctx, tenant, projections.Moment{Position: position, Rules: of.rules}, asset.Name, mapping.Name, directory.Name)
	if err != nil {
		return nil, err
	}
	shown := sightings{}
	if !since.IsZero() {
		if shown, err = listed(ctx, c.log, tenant, position, since); err != nil {
			return nil, err
		}
	}
	table, _, err := billable(ctx, c.log, tenant, position)
	if err != nil {
		return nil, err
	}
	made := &closing{
		position: past.Position, recordedAt: past.RecordedAt, rules: past.Rules,
		customers: make(map[uuid.UUID]string), places: make(map[uuid.UUID]string), placed: make(map[uuid.UUID]*placed),
	}
	for _, o := range projections.PastRows[mapping.Organization](past, mapping.Name, "organization") {
		made.places[o.ID] = o.Name
	}
	for _, l := range projections.PastRows[mapping.Location](past, mapping.Name, "location") {
		made.places[l.ID] = l.Name
	}
	for _, customer := range projections.PastRows[directory.Customer](past, directory.Name, "customer") {
		made.customers[customer.ID] = customer.Name
	}
	made.judge(past, shown, table)
	return made, nil
}

// judge tells of each asset whether it is billed, and where it is.
func (c *closing) judge(past *projections.Past, shown sightings, table ledger.Classes) {
	rows := projections.PastRows[asset.Row](past, asset.Name, "asset")
	links, scope := mapping.LinksOf(past), mapping.ScopeOf(past)
	heads, seen := make(map[uuid.UUID]*asset.Row, len(rows)), make(map[uuid.UUID]bool, len(rows))
	for _, row := range rows {
		id := row.AssetID()
		if heads[id] == nil || row.Shown {
			heads[id] = row
		}
		seen[id] = seen[id] || shown.of(row.Connection, row.DeviceID)
	}
	for id, row := range heads {
		if row.ObservedPosition == 0 {
			continue
		}
		d := ledger.Device{Asset: id, Name: row.Name, Customer: row.Customer, Class: row.NodeClass}
		if d.Customer == uuid.Nil {
			d.Customer = links.Customer(row.Organization, row.Location)
		}
		d.Why = table.Judge(ledger.Facts{
			Class: row.NodeClass, Seen: seen[id], Hidden: !row.Shown, Ignored: !scope.Holds(row.Ignorable(), d.Customer),
			Retired: row.Status == rule.StatusRetired || row.Status == rule.StatusArchived,
		})
		c.placed[id] = &placed{
			Device: d, record: row.ID, organization: row.Organization, location: row.Location, contact: row.Contact,
			connection: row.Connection, device: row.DeviceID, organizationID: row.OrganizationID, locationID: row.LocationID, network: row.Network,
		}
		if row.Source == asset.SourceNinjaOne { // what people keep is in no listing
			c.devices = append(c.devices, d)
		}
	}
	for _, row := range rows { // those that another asset took over
		if row.AssetID() != row.ID && heads[row.ID] == nil {
			c.devices = append(c.devices, ledger.Device{Asset: row.ID, Name: row.Name, Class: row.NodeClass, Why: ledger.WhyMerged})
		}
	}
}

// billable is the table of classes as it was at a position, and its version.
func billable(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, position int64) (ledger.Classes, int64, error) {
	table, version := ledger.DefaultClasses(), int64(0)
	err := log.Read(ctx, tenant, eventstore.Query{To: position, Streams: []string{event.BillingStream()}}, func(e event.Recorded) error {
		payload, err := log.Registry().Decode(e)
		if err == nil {
			table, version = table.Evolve(payload), e.Version
		}
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read what is billed: %w", err)
	}
	return table, version, nil
}
