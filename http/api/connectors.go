package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// AccessConnector is how the access of a connection is governed, and how reading it goes.
// A connection that no connector was added to is listed, too; so is a connector whose
// connection is still to come.
type AccessConnector struct {
	Connection   Ref        `json:"connection"`
	App          *Ref       `json:"app,omitempty"` // absent: not added
	Owners       []Ref      `json:"owners"`
	AddedAt      *time.Time `json:"added_at,omitempty"`
	Beta         bool       `json:"beta"` // not tried against a real NinjaOne yet (C1G-01)
	Matching     string     `json:"matching"`
	Provisioning bool       `json:"provisioning"`
	Approval     string     `json:"approval"`  // always, risky or never
	Frequency    string     `json:"frequency"` // hourly, daily, weekly or manual
	Status       string     `json:"status"`    // not_added, not_configured, syncing, connected or error
	ReadAt       *time.Time `json:"read_at,omitempty"`
	Failure      string     `json:"failure,omitempty"`
	Message      string     `json:"message,omitempty"`
	Scopes       []string   `json:"scopes"`
	// MissingScopes are those that nobody granted when NinjaOne was connected through the
	// browser: to change anything it must be connected again.
	MissingScopes []string     `json:"missing_scopes,omitempty"`
	Capabilities  []Capability `json:"capabilities"`
	// Configuration is how NinjaOne is reached; absent: nobody entered it yet.
	Configuration *ConnectorConfiguration `json:"configuration,omitempty"`
	Version       int64                   `json:"version"`           // of the settings
	Added         int64                   `json:"connector_version"` // of app and owners
}

// Capability is a row of the table Resource × Sync × Provision (C1G-02).
type Capability struct {
	Resource  string `json:"resource"`
	Sync      bool   `json:"sync"`
	Provision bool   `json:"provision"`
}

// ConnectorConfiguration is what C1G-04 asks for, but for the secret, which is never shown.
type ConnectorConfiguration struct {
	BaseURL     string     `json:"base_url"`
	ClientID    string     `json:"client_id"`
	Scope       string     `json:"scope"`
	Grant       string     `json:"grant"`
	Granted     []string   `json:"granted,omitempty"` // at the sign-in in the browser; absent with client credentials
	SecretSetAt *time.Time `json:"secret_set_at,omitempty"`
	SecretSetBy string     `json:"secret_set_by,omitempty"`
}

// ConnectorDraft is a connector to be added (C1C-05 to C1C-09).
type ConnectorDraft struct {
	// AppKind is unmanaged, managed or new: App is one of those, NewApp the name of a new one.
	AppKind string      `json:"app_kind"`
	App     *uuid.UUID  `json:"app"`
	NewApp  string      `json:"new_app"`
	Owners  []uuid.UUID `json:"owners"`
	// Connection is one that is there already; nil: it is configured next.
	Connection *uuid.UUID `json:"connection"`
}

// AccessConnectorDraft is how the access of a connection shall be governed.
type AccessConnectorDraft struct {
	Matching     string `json:"matching"`
	Provisioning bool   `json:"provisioning"`
	Approval     string `json:"approval"`
	Frequency    string `json:"frequency"`
}

// ConnectorConfigurationDraft is how NinjaOne shall be reached (C1C-12, C1G-04).
type ConnectorConfigurationDraft struct {
	BaseURL      string `json:"base_url"`
	ClientID     string `json:"client_id"`
	ClientSecret Secret `json:"client_secret"` // empty keeps the present one
	// Scope is "monitoring management", or with " control" where changes may be made.
	Scope string `json:"scope"`
}

// ConnectorLog is a reading of accounts and roles, alone or with a whole sync (C1C-14).
type ConnectorLog struct {
	Run       uuid.UUID  `json:"run"`
	Kind      string     `json:"kind"`  // access or sync
	State     string     `json:"state"` // as of a run
	Step      string     `json:"step,omitempty"`
	StartedAt time.Time  `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	Accounts  int        `json:"accounts"`
	Roles     int        `json:"roles"`
	Changes   int        `json:"changes"` // events that were appended
	Reason    string     `json:"reason,omitempty"`
	Message   string     `json:"message,omitempty"`
}

// AccessConnectors governs the access of connections.
type AccessConnectors interface {
	List(ctx context.Context, s Scope) (Answer[[]AccessConnector], error)
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[AccessConnector], error)
	// Set says how the access of a connection is governed.
	Set(ctx context.Context, c Command, connection uuid.UUID, d AccessConnectorDraft) (Written, error)
	// Add adds a connector and tells its other owners by mail (C1C-10).
	Add(ctx context.Context, c Command, d ConnectorDraft) (Written, error)
	// SetOwners says who looks after it; who is new is told by mail.
	SetOwners(ctx context.Context, c Command, id uuid.UUID, owners []uuid.UUID) (Written, error)
	// Configure keeps how NinjaOne is reached and begins to read (C1C-12, C1C-13).
	Configure(ctx context.Context, c Command, id uuid.UUID, d ConnectorConfigurationDraft) (Written, error)
	// Remove ends the connector; its connection stays.
	Remove(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	// Read begins to read accounts and roles now, unless a sync goes on.
	Read(ctx context.Context, c Command, connection uuid.UUID) error
	// Logs are the newest readings.
	Logs(ctx context.Context, s Scope, id uuid.UUID) ([]ConnectorLog, error)
}

// AccessApp is what connectors are added to.
type AccessApp struct {
	ID         uuid.UUID `json:"id"`
	Name       string    `json:"name"`
	Managed    bool      `json:"managed"`
	Source     string    `json:"source,omitempty"` // csv, oidc or scim; absent: a person made it
	ExternalID string    `json:"external_id,omitempty"`
	SeenAt     time.Time `json:"seen_at"`
	Connectors int       `json:"connectors"`
}

// AppFilter selects apps; the zero value selects all.
type AppFilter struct {
	Kind string // managed or unmanaged
}

// AccessApps are the apps that identity providers know, and those that are managed.
type AccessApps interface {
	List(ctx context.Context, s Scope, f AppFilter, l List) (Answer[Page[AccessApp]], error)
	// Seen notes a client that signs people in (oidc) or provisions (scim). One that was
	// seen before costs nothing.
	Seen(ctx context.Context, tenant uuid.UUID, source, external, name string) error
}
