package api

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Connection is a NinjaOne instance as it is connected (SET, REG). The client
// secret and tokens are never part of an answer.
type Connection struct {
	ID              uuid.UUID  `json:"id"`
	Name            string     `json:"name"`
	Region          string     `json:"region"`             // US, EU, Oceania, Canada, US2 or Simulator
	BaseURL         string     `json:"base_url,omitempty"` // only with region Simulator
	Grant           string     `json:"grant"`              // client_credentials or authorization_code
	ClientID        string     `json:"client_id"`
	SecretSetAt     *time.Time `json:"secret_set_at,omitempty"` // SET-07: "set on … by …"
	SecretSetBy     string     `json:"secret_set_by,omitempty"`
	DashboardDomain string     `json:"dashboard_domain,omitempty"` // SET-09
	// State is not_connected, connected, syncing, reconnect_required, error or disconnected.
	State   string `json:"state"`
	Message string `json:"message,omitempty"` // what to do, where State asks for something
	// EndedAt is when somebody disconnected it, EndedAssets what became of its assets: keep,
	// mark or archive (GAP-01). Lists leave it out from then on.
	EndedAt     *time.Time `json:"ended_at,omitempty"`
	EndedAssets string     `json:"ended_assets,omitempty"`
	Schedule    Schedule   `json:"schedule"`
	Limits      Limits     `json:"limits"`
	LastRun     *uuid.UUID `json:"last_run,omitempty"`
	LastSync    *time.Time `json:"last_sync_at,omitempty"` // end of the last complete run
	Version     int64      `json:"version"`
}

// Schedule says how often a connection syncs by itself (SCH-01 to SCH-03).
type Schedule struct {
	Frequency string     `json:"frequency"` // hourly, daily, weekly or manual
	Zone      string     `json:"zone"`      // IANA name
	NextAt    *time.Time `json:"next_at,omitempty"`
}

// Limits say how much of an organization one run may change (go missing, move, get
// another owner, go blank) before it waits for a person.
type Limits struct {
	Devices int `json:"devices"` // at most
	Percent int `json:"percent"` // at most, of what there was
	Few     int `json:"few"`     // never hold a run by their share
}

// Secret is a text that no log and no %v shows.
type Secret string

// String hides it.
func (Secret) String() string { return "(secret)" }

// GoString hides it.
func (Secret) GoString() string { return "(secret)" }

// LogValue hides it.
func (Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// ConnectionDraft is a connection to be made.
type ConnectionDraft struct {
	Name            string `json:"name"`
	Region          string `json:"region"`
	BaseURL         string `json:"base_url"`
	Grant           string `json:"grant"`
	ClientID        string `json:"client_id"`
	ClientSecret    Secret `json:"client_secret"`
	DashboardDomain string `json:"dashboard_domain"`
}

// ConnectionPatch changes what is not nil; an empty text clears what may be empty.
type ConnectionPatch struct {
	Name            *string `json:"name"`
	Region          *string `json:"region"`
	BaseURL         *string `json:"base_url"`
	ClientID        *string `json:"client_id"`
	ClientSecret    *Secret `json:"client_secret"` // nil or empty keeps the present one (SET-07)
	DashboardDomain *string `json:"dashboard_domain"`
}

// Check is the result of one live check of a connection (TRB-01 to TRB-05).
type Check struct {
	Name    string `json:"name"`    // stable, such as "token" or "scope_monitoring"
	Outcome string `json:"outcome"` // ok, warning, failed or skipped
	Message string `json:"message"` // what was found, and what to do
	// Items are what was found, one by one: organizations, devices or types of devices.
	Items []CheckItem `json:"items,omitempty"`
}

// CheckItem is one thing that a check found.
type CheckItem struct {
	ID      int64      `json:"id"` // in NinjaOne
	Name    string     `json:"name"`
	Message string     `json:"message"`
	Since   *time.Time `json:"since,omitempty"`
}

// Started is the answer to "sync now" (SYN-01).
type Started struct {
	Run uuid.UUID `json:"run"`
	// Joined: a run was going on already; this is it (SYN-09).
	Joined bool `json:"joined"`
	// Percent is how far a run is that was joined; nil where no run before was complete.
	Percent  *int     `json:"percent,omitempty"`
	State    string   `json:"state"`
	Position Position `json:"position"` // of the log when the run began
}

// Connections keeps and tries connections.
//
// Errors: domain.CodeNotFound for an unknown id; CodeInvalid with Fields for
// settings that do not go together.
type Connections interface {
	List(ctx context.Context, s Scope, l List) (Answer[Page[Connection]], error)
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[Connection], error)
	Create(ctx context.Context, c Command, d ConnectionDraft) (Written, error)
	Update(ctx context.Context, c Command, id uuid.UUID, p ConnectionPatch) (Written, error)
	// Remove ends the connection; assets is keep, mark or archive (GAP-01).
	Remove(ctx context.Context, c Command, id uuid.UUID, assets string) (Written, error)
	// Try asks NinjaOne the same as Test of settings that are not kept yet, and keeps nothing.
	// CodeConflict, reason needs_sign_in: only a person who signs in can try them.
	Try(ctx context.Context, d ConnectionDraft) ([]Check, error)
	// Test asks NinjaOne for a token and one small answer.
	Test(ctx context.Context, s Scope, id uuid.UUID) ([]Check, error)
	// Checks runs every line of the troubleshooting list.
	Checks(ctx context.Context, s Scope, id uuid.UUID) ([]Check, error)
	// Connect begins the browser's sign-in of a connection of the authorization-code
	// grant and returns the address to send the browser to (SET-11). CodeConflict,
	// reason no_sign_in: the connection needs none.
	Connect(ctx context.Context, c Command, id uuid.UUID) (string, error)
	// SignedIn ends a sign-in. An error leaves the connection as it was; its answer
	// names the connection also then, as far as the state led to one.
	SignedIn(ctx context.Context, r SignInReturn) (SignedIn, error)
	// SetSchedule changes frequency and zone; NextAt is not looked at.
	SetSchedule(ctx context.Context, c Command, id uuid.UUID, sched Schedule) (Written, error)
	// SetLimits says how much one run may change before it waits for a person.
	SetLimits(ctx context.Context, c Command, id uuid.UUID, l Limits) (Written, error)
	// Sync starts a run or joins the running one. preview stages and writes nothing.
	// A connection without a token answers CodeConflict, reason not_connected.
	Sync(ctx context.Context, c Command, id uuid.UUID, preview bool) (Started, error)
}
