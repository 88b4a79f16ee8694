package api

import (
	"context"
	"time"

	"coresync/domain/lifetime"

	"github.com/google/uuid"
)

// Asset is one thing that a customer has, synced or kept by hand (AST-01 to AST-05).
type Asset struct {
	ID           uuid.UUID `json:"id"`
	Source       string    `json:"source"` // ninjaone or manual
	ExternalID   string    `json:"external_id,omitempty"`
	Name         string    `json:"name"`
	Names        []string  `json:"names"` // every name of the device, to search by
	Manufacturer string    `json:"manufacturer,omitempty"`
	Model        string    `json:"model,omitempty"`
	SerialNumber string    `json:"serial_number,omitempty"`
	BIOSSerial   string    `json:"bios_serial_number,omitempty"`
	Category     string    `json:"category"`
	NodeClass    string    `json:"node_class,omitempty"`
	OS           string    `json:"os,omitempty"`
	Tags         []string  `json:"tags"` // in NinjaOne
	Notes        string    `json:"notes,omitempty"`
	Status       string    `json:"status"`
	// Connectivity is online, offline, not_monitored or unknown, apart from Status.
	Connectivity string     `json:"connectivity"`
	LastContact  *time.Time `json:"last_contact_at,omitempty"`
	Customer     *Ref       `json:"customer,omitempty"`
	Device       *DeviceRef `json:"device,omitempty"` // absent for a manual one
	// Contact is who it is assigned to: an id, since who may see assets may not see persons.
	Contact  *uuid.UUID `json:"contact_id,omitempty"`
	LastUser string     `json:"last_user,omitempty"`
	// LastUserErased: the last user was erased, or is older than last users are kept.
	LastUserErased bool `json:"last_user_erased,omitempty"`
	// LastUserWithheld says by whose rule the last user is not kept: customer or connection.
	LastUserWithheld string `json:"last_user_withheld,omitempty"`
	WarrantyStart    string `json:"warranty_start,omitempty"` // 2006-01-02
	WarrantyEnd      string `json:"warranty_end,omitempty"`   // 2006-01-02
	PurchasedOn      string `json:"purchased_on,omitempty"`   // 2006-01-02
	// BornOn is from when its age counts, AgeEstimated that this is only when it was first seen.
	BornOn       string     `json:"born_on,omitempty"` // 2006-01-02
	AgeEstimated bool       `json:"age_estimated,omitempty"`
	FirstSeenAt  *time.Time `json:"first_seen_at,omitempty"`
	MissingSince *time.Time `json:"missing_since,omitempty"`
	// NoLongerSyncedSince: its connection was ended then, and it is marked or archived (GAP-01).
	NoLongerSyncedSince *time.Time `json:"no_longer_synced_since,omitempty"`
	// Life is present, missing, retirement_proposed, retired, out_of_sight (A.5) or no_longer_synced.
	Life string `json:"life"`
	// Locks are the fields that people set.
	Locks []AssetLock `json:"locks"`
	// Sources say whose each field is: ninjaone, hand, kept (of the asset that people keep), import or
	// computed; not in lists.
	Sources map[string]string `json:"sources,omitempty"`
	// Records are what it is made of, the oldest first; not in lists.
	Records []AssetRecord `json:"records,omitempty"`
	// SerialIdentity is what its serial number is worth; absent in lists, and without one.
	SerialIdentity *SerialStanding `json:"serial_identity,omitempty"`
	// Degraded: an event of this asset could not be applied; what is shown is older.
	Degraded bool  `json:"degraded"`
	Version  int64 `json:"version"`
}

// DeviceRef is the NinjaOne device behind an asset.
type DeviceRef struct {
	Connection       uuid.UUID `json:"connection"`
	ID               int64     `json:"id"`
	OrganizationID   int64     `json:"organization_id"`
	OrganizationName string    `json:"organization_name,omitempty"`
	LocationID       int64     `json:"location_id,omitempty"`
	LocationName     string    `json:"location_name,omitempty"`
	DashboardURL     string    `json:"dashboard_url,omitempty"` // TIC-04
}

// AssetFilter selects assets; the zero value selects all. Members are joined by
// "and", the values of one member by "or".
type AssetFilter struct {
	Customers    []uuid.UUID
	NoCustomer   bool // only those without
	Connections  []uuid.UUID
	Organization int64 // 0: any
	Categories   []string
	Statuses     []string
	Connectivity []string
	Tags         []string // any of them
	Source       string
	Missing      *bool
	Released     bool // only those that are no longer synced, and say so (GAP-01)
	Ignored      bool // only those that an ignore rule leaves out
	Contact      uuid.UUID
	Unassigned   bool // only those that no contact has

	// Ages and Warranties are bands and states as of Today, which the service sets.
	Ages       []lifetime.Band
	Warranties []lifetime.Warranty
	Today      time.Time
	Estimated  bool           // only those whose age is known from when they were first seen
	Ends       lifetime.Range // of the last day of the warranty; zero: any
	Physical   bool           // no virtual machines, network devices and cloud services
}

// AssetDraft is an asset kept by hand.
type AssetDraft struct {
	ExternalID   string     `json:"external_id"`
	Customer     *uuid.UUID `json:"customer"`
	Name         string     `json:"name"`
	Manufacturer string     `json:"manufacturer"`
	Model        string     `json:"model"`
	SerialNumber string     `json:"serial_number"`
	Category     string     `json:"category"`
	Status       string     `json:"status"`
	Notes        string     `json:"notes"`
	PurchasedOn  string     `json:"purchased_on"`
	WarrantyEnd  string     `json:"warranty_end"`
}

// AssetPatch changes what is not nil; the zero UUID takes the customer away.
type AssetPatch struct {
	Customer     *uuid.UUID `json:"customer"`
	Name         *string    `json:"name"`
	Manufacturer *string    `json:"manufacturer"`
	Model        *string    `json:"model"`
	SerialNumber *string    `json:"serial_number"`
	Category     *string    `json:"category"`
	Status       *string    `json:"status"`
	Notes        *string    `json:"notes"`
	PurchasedOn  *string    `json:"purchased_on"`
	WarrantyEnd  *string    `json:"warranty_end"`
}

// Assets shows all assets and keeps the manual ones. Update of a synced one sets and
// locks its fields, Remove ignores it from then on.
type Assets interface {
	Directory[Asset, AssetFilter, AssetDraft, AssetPatch]
	// History lists what happened to an asset, newest first unless sorted otherwise.
	History(ctx context.Context, s Scope, id uuid.UUID, l List) (Answer[Page[HistoryEntry]], error)
	// Facets counts assets for the numbers beside each filter. Of f all holds for each but what
	// it is about: for counts categories, statuses, connectivity, the source, missing and those
	// without a customer. Customers and tags are those with the most assets, so many at most, and
	// those of f itself; those without a customer come last.
	Facets(ctx context.Context, s Scope, f AssetFilter, q string, most MostFacets) (Answer[AssetFacets], error)
	// Known is what the records of an asset are known by, and were. Error: domain.CodeNotFound.
	Known(ctx context.Context, s Scope, id uuid.UUID) (Answer[[]KnownBy], error)
	// Users are the last users of its devices within the last SeenUserDays, who was longest first.
	// Error: domain.CodeNotFound.
	Users(ctx context.Context, s Scope, id uuid.UUID) (Answer[[]SeenUser], error)
}

// AssetFacets are the numbers beside the filters of a list.
type AssetFacets struct {
	Counts    []AssetCount
	Customers []CustomerCount
	Tags      []TagCount
}

// MostFacets is how many customers and tags are told.
type MostFacets struct{ Customers, Tags int }

// CustomerCount is how many assets a customer has under a filter; the zero customer is none.
type CustomerCount struct {
	ID   uuid.UUID
	Name string
	N    int64
}

// TagCount is how many assets have a tag under a filter.
type TagCount struct {
	Tag string
	N   int64
}

// AssetCount is how many assets are alike in all of its members.
type AssetCount struct {
	Category, Status, Connectivity, Source string
	Missing, NoCustomer                    bool
	N                                      int64
}

// HistoryEntry is one event of an asset's life as people read it.
type HistoryEntry struct {
	Position   int64         `json:"position"`
	EventID    uuid.UUID     `json:"event_id"`
	Type       string        `json:"type"`
	OccurredAt time.Time     `json:"occurred_at"`
	RecordedAt time.Time     `json:"recorded_at"`
	Actor      string        `json:"actor"`
	Summary    string        `json:"summary"` // one sentence
	Fields     []FieldChange `json:"fields"`
}
