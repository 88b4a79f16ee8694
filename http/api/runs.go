package api

import (
	"context"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Run is one sync run with its numbers (SYN-05 to SYN-09).
type Run struct {
	ID         uuid.UUID `json:"id"`
	Connection Ref       `json:"connection"`
	Trigger    string    `json:"trigger"` // first, manual or scheduled
	// State is queued, running, held, completed, failed, discarded or undone.
	State     string           `json:"state"`
	Preview   bool             `json:"preview"`
	Step      string           `json:"step,omitempty"` // the listing it is at, or broke off at
	StartedAt time.Time        `json:"started_at"`
	StartedBy string           `json:"started_by,omitempty"` // such as "user:<uuid>"; empty: nobody, or not known
	EndedAt   *time.Time       `json:"ended_at,omitempty"`
	Counts    event.SyncCounts `json:"counts"`
	// OrganizationsMatched counts mapped and mapped automatically (SYN-08).
	OrganizationsMatched   int `json:"organizations_matched"`
	OrganizationsUnmatched int `json:"organizations_unmatched"` // SYN-09
	// ContactsFound counts contacts and end users of the connection, the others what
	// became of them (SCH-04): those who wait to become contacts of a customer, those who
	// are linked to a contact that was there, those for whom one was made, and those who
	// shall be none. The rest belongs to an organization without a customer.
	ContactsFound   int `json:"contacts_found"`
	ContactsOffered int `json:"contacts_offered"`
	ContactsLinked  int `json:"contacts_linked"`
	ContactsCreated int `json:"contacts_created"`
	ContactsIgnored int `json:"contacts_ignored"`
	// Reason is a stable code and Message a sentence where the run failed or is held.
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
	// Waiting is the pause that it takes now, before it asks NinjaOne once more.
	Waiting  *Waiting  `json:"waiting,omitempty"`
	Position *Position `json:"position,omitempty"` // of its last event
	// Held is its wait for a person, where it took one; only one run shows it, a list does not.
	Held *Held `json:"held,omitempty"`
	// Exceeded are the limits that it goes, or went, beyond; the largest first.
	Exceeded []Exceeded `json:"exceeded,omitempty"`
	// Listings prove what the run covered; only one run shows them, a list does not.
	Listings []Listing `json:"listings,omitempty"`
	// Apart are rows of NinjaOne that were skipped or failed, the first 500; only one run
	// shows them, a list does not.
	Apart []Apart `json:"apart,omitempty"`
	// Outlook is what would become of the organizations that a held run brings; only one
	// run shows it, a list does not.
	Outlook *Outlook `json:"outlook,omitempty"`
}

// Apart is a row of NinjaOne that a run skipped, or could not read.
type Apart struct {
	Thing   string `json:"thing"`           // organization, location, device, contact, account or role
	NinjaID int64  `json:"id,omitempty"`    // 0: the row doesn't say
	Asset   *Ref   `json:"asset,omitempty"` // of a device that is one
	// Outcome is skipped or failed.
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`  // a stable code
	Message string `json:"message"` // why
	Advice  string `json:"advice"`  // what to do about it
}

// Outlook counts the organizations that a held run brings by the status that they would
// have, from names, cities and decisions.
type Outlook struct {
	Mapped        int                   `json:"mapped"`
	Review        int                   `json:"review"` // auto-matched
	Unmatched     int                   `json:"unmatched"`
	Ignored       int                   `json:"ignored"`
	Organizations []OutlookOrganization `json:"organizations"` // by name
}

// OutlookOrganization is one organization with its status, and its customer or the
// likely one.
type OutlookOrganization struct {
	OrganizationID int64  `json:"organization_id"`
	Name           string `json:"name"`
	Status         string `json:"status"`
	Customer       *Ref   `json:"customer,omitempty"`
	Score          int    `json:"score,omitempty"` // percent
	Evidence       string `json:"evidence,omitempty"`
}

// Exceeded is one limit that a run goes beyond.
type Exceeded struct {
	Thing        string `json:"thing"` // device, organization, location, contact, account or role
	Kind         string `json:"kind"`  // missing, moved, reowned or blanked
	Organization int64  `json:"organization_id,omitempty"`
	Name         string `json:"organization_name,omitempty"`
	Count        int    `json:"count"`
	Of           int    `json:"of"` // how many there were; 0: unknown
	Limit        string `json:"limit,omitempty"`
	Message      string `json:"message"` // "212 of 230 devices of Acme would go missing (limit 5 %)"
}

// Listing is what the log says that one listing of a run covered (SYN-03).
type Listing struct {
	Kind      string     `json:"kind"`
	Complete  bool       `json:"complete"`
	Reason    string     `json:"reason,omitempty"` // why it is not complete
	StartedAt *time.Time `json:"started_at,omitempty"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	Pages     int        `json:"pages"`
	Rows      int        `json:"rows"`
	Position  int64      `json:"position"`       // of the proof in the log
	Root      string     `json:"root,omitempty"` // SHA-256 over all of it
	// Organizations are those of a listing of devices.
	Organizations []ListedOrganization `json:"organizations,omitempty"`
}

// ListedOrganization is what a listing of devices showed of one organization.
type ListedOrganization struct {
	Organization int64  `json:"organization_id"`
	Devices      int    `json:"devices"`
	Digest       string `json:"digest"`   // SHA-256 over its devices with their versions and tags
	Position     int64  `json:"position"` // of the event that holds the set of its devices
}

// RunFilter selects runs; the zero value selects all.
type RunFilter struct {
	Connection uuid.UUID
	State      string
	EndedAfter time.Time // zero: whenever
	// Bare leaves out what runs tell of their connection as it is now: for that all of it is counted.
	Bare bool
}

// Change is what one run does, or did, to one thing. It is the same in a preview
// and in the run that follows.
type Change struct {
	// ID names it within the run, such as "device:402"; release takes it.
	ID string `json:"id"`
	// Kind is created, returned, moved, reowned, blanked, changed, refreshed, missing
	// or presence, see package domain/change.
	Kind  string `json:"kind"`
	Thing string `json:"thing"` // device, last_user, organization, location, contact, account or role
	// NinjaID is the thing's id in NinjaOne; of a last user that of the device.
	NinjaID int64  `json:"ninja_id"`
	Name    string `json:"name,omitempty"` // where it is not personal
	// Organization is the one that the change is counted for: of a device that moves
	// the one that it leaves.
	Organization int64 `json:"organization_id,omitempty"`
	// Device and Asset are of a device or its last user; the asset need not be there yet.
	Device int64         `json:"device_id,omitempty"`
	Asset  *Ref          `json:"asset,omitempty"`
	Fields []FieldChange `json:"fields"`
}

// FieldChange is a field's value before and after; empty: none. The values of a
// personal one are not told here.
type FieldChange struct {
	Field    string `json:"field"`
	Old      string `json:"old"`
	New      string `json:"new"`
	Personal bool   `json:"personal,omitempty"`
}

// ChangeFilter selects changes; the zero value selects all. Members are joined by
// "and", the values of one member by "or".
type ChangeFilter struct {
	Changes       []string `json:"changes"` // ids
	Kinds         []string `json:"kinds"`
	Things        []string `json:"things"`
	Organizations []int64  `json:"organizations"`
	Field         string   `json:"-"` // only those with a difference in it
}

// ChangeGroups counts the changes of a run, the largest groups first.
type ChangeGroups struct {
	Total         int           `json:"total"`
	Kinds         []ChangeGroup `json:"kinds"`
	Organizations []ChangeGroup `json:"organizations"`
	Fields        []ChangeGroup `json:"fields"`
}

// ChangeGroup is how many changes of a run have something in common.
type ChangeGroup struct {
	Thing        string `json:"thing"`
	Kind         string `json:"kind,omitempty"`
	Organization int64  `json:"organization_id,omitempty"`
	Field        string `json:"field,omitempty"`
	Count        int    `json:"count"`
}

// Undone is what undoing a run did, or would do.
type Undone struct {
	Run uuid.UUID `json:"run"`
	// Preview: nothing was written.
	Preview  bool     `json:"preview"`
	Restored int      `json:"restored"`
	Kept     []Change `json:"kept"` // changed again since by something later, and left alone
	Position Position `json:"position"`
}

// Progress is where a run is. Done and Total count what Step lists.
type Progress struct {
	Run     uuid.UUID `json:"run"`
	State   string    `json:"state"`
	Step    string    `json:"step"`
	Done    int       `json:"done"`
	Total   int       `json:"total"` // 0: not known yet
	Message string    `json:"message,omitempty"`
	At      time.Time `json:"at"`
	// Waiting is the pause that the run takes now, before it asks NinjaOne once more.
	Waiting *Waiting `json:"waiting,omitempty"`
}

// Waiting is a pause that goes on.
type Waiting struct {
	Until   time.Time `json:"until"`
	Message string    `json:"message"` // "NinjaOne asked us to wait 30 s"
}

// Runs shows sync runs.
type Runs interface {
	List(ctx context.Context, s Scope, f RunFilter, l List) (Answer[Page[Run]], error)
	// Get may answer domain.CodeNotFound; so may Changes and Watch.
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[Run], error)
	Changes(ctx context.Context, s Scope, id uuid.UUID, f ChangeFilter, l List) (Answer[Page[Change]], error)
	// Groups counts the changes by kind, organization and field.
	Groups(ctx context.Context, s Scope, id uuid.UUID) (Answer[ChangeGroups], error)
	// Organizations are those that a run touched or showed, sorted by attention, name or
	// devices.
	Organizations(ctx context.Context, s Scope, id uuid.UUID, l List) (Answer[Page[RunOrganization]], error)
	// Log tells what a run did, in order.
	Log(ctx context.Context, s Scope, id uuid.UUID) (Answer[[]RunStep], error)
	// Release lets a held run go to the log, or the changes that the filter selects;
	// Discard ends it without them. CodeConflict, reason run_not_held, for others.
	Release(ctx context.Context, c Command, id uuid.UUID, only ChangeFilter) (Written, error)
	Discard(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	// Cancel ends a run that goes on, at any moment. CodeConflict, reason run_not_running,
	// for others.
	Cancel(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	// Undo observes anew what was before a completed run, or before those of its changes
	// that the filter selects; the connection's next run is held. CodeConflict, reason
	// not_undoable, for others.
	Undo(ctx context.Context, c Command, id uuid.UUID, only ChangeFilter, preview bool) (Undone, error)
	// Watch calls yield with the present progress at once and with each later one,
	// in order, until the run has ended (its last State is the final one), yield
	// returns an error, or the context ends.
	Watch(ctx context.Context, s Scope, id uuid.UUID, yield func(Progress) error) error
}
