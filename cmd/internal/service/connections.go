package service

import (
	"context"
	"errors"
	"strings"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/domain/change"
	"coresync/domain/connection"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/connection"

	"github.com/google/uuid"
)

// ConnectionPort is what the application does for connections.
type ConnectionPort interface {
	// MailServer says where letters go out, without a secret; empty: nowhere.
	MailServer() string
	// SignOnCheck asks the identity provider whether it answers; no name: there is none.
	SignOnCheck(ctx context.Context) (name string, err error)
	// Client makes the NinjaOne client of a connection as it is set now.
	Client(ctx context.Context, tenant, id uuid.UUID) (*ninjaone.Client, error)
	// TryClient makes one of settings that are not kept.
	TryClient(s connection.Settings, secret string) (*ninjaone.Client, error)
	// SaveConnection and RemoveConnection carry out a command and keep the secret.
	SaveConnection(ctx context.Context, c api.Command, id uuid.UUID, version int64, s connection.Settings, secret string) (eventstore.Appended, error)
	RemoveConnection(ctx context.Context, c api.Command, id uuid.UUID, version int64, assets string) (eventstore.Appended, error)
	// SecretOf tells when and by whom the client secret was set. Error: poller.ErrNoCredential.
	SecretOf(ctx context.Context, tenant, id uuid.UUID) (poller.Credential, error)
	// Authorised tells whether what the connection's grant needs is there: the
	// secret, or the tokens of a sign-in.
	Authorised(ctx context.Context, tenant, id uuid.UUID) (bool, error)
	// Tried tells whether NinjaOne took the client id and secret of now; SetTried notes it.
	Tried(ctx context.Context, tenant, id uuid.UUID) (bool, error)
	SetTried(ctx context.Context, tenant, id uuid.UUID) error
	// BeginSignIn and FinishSignIn are the two ends of the browser's sign-in.
	BeginSignIn(ctx context.Context, c api.Command, id uuid.UUID) (address string, err error)
	FinishSignIn(ctx context.Context, r api.SignInReturn) (api.SignedIn, error)
	// LimitsAt and SetLimits are about how much one run may change without a person's look
	// at it, as of a position of the log; 0: now.
	LimitsAt(ctx context.Context, tenant, id uuid.UUID, position int64) (change.Limits, error)
	SetLimits(ctx context.Context, c api.Command, id uuid.UUID, version int64, l change.Limits) (eventstore.Appended, error)
	// ReleaseSync lets the staged changes of a held run go, and leaves them to the workers.
	ReleaseSync(ctx context.Context, d poller.Decision) (poller.Run, error)
	// StartSync starts a run, or joins the one that is going on, and leaves it to the workers.
	StartSync(ctx context.Context, r poller.Request) (run poller.Run, joined bool, err error)
	// SetSchedule says how often the connection syncs by itself, NextSync when next; zero: never.
	SetSchedule(ctx context.Context, c api.Command, id uuid.UUID, s api.Schedule) (eventstore.Appended, error)
	NextSync(ctx context.Context, tenant, id uuid.UUID) (time.Time, error)
	// SyncWork tells how the work of the connection's schedule and runs fares.
	SyncWork(ctx context.Context, tenant, id uuid.UUID) (SyncWork, error)
}

// SyncWork is how the work of a connection fares.
type SyncWork struct {
	Alive    bool // some process works
	Failures int  // steps in a row that failed
	Message  string
	NextAt   time.Time // when it is tried again
}

// connections implements api.Connections.
type connections struct {
	log    *eventstore.Store
	poller *poller.Poller
	port   ConnectionPort
	reads
}

// List implements api.Connections.
func (s connections) List(ctx context.Context, scope api.Scope, l api.List) (api.Answer[api.Page[api.Connection]], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Page[api.Connection], error) {
		rows, err := read.List(ctx, r, asked(l))
		page, err := paged(rows, err, connectionView)
		for i := range page.Items {
			if err == nil {
				err = s.complete(ctx, r, scope, &page.Items[i])
			}
		}
		return page, err
	})
}

// Get implements api.Connections.
func (s connections) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Connection], error) {
	return answer(ctx, s.reads, scope, []string{read.Name}, func(r *projections.Reading) (api.Connection, error) {
		row, err := read.Get(ctx, r, id)
		if err != nil {
			return api.Connection{}, err
		}
		view := connectionView(row)
		return view, s.complete(ctx, r, scope, &view)
	})
}

func connectionView(c read.Connection) api.Connection {
	view := api.Connection{
		ID: c.ID, Name: c.Name, Region: c.Region, BaseURL: c.BaseURL, Grant: c.Grant, ClientID: c.ClientID,
		DashboardDomain: c.DashboardDomain, State: "connected", LastSync: when(c.LastSyncAt), Version: c.Version,
		Schedule: api.Schedule{Frequency: c.Frequency, Zone: c.Zone},
	}
	if view.Schedule.Frequency == "" {
		view.Schedule = api.Schedule{Frequency: "manual", Zone: "UTC"}
	}
	if c.LastRun != uuid.Nil {
		view.LastRun = &c.LastRun
	}
	switch {
	case !c.RemovedAt.IsZero():
		view.State, view.EndedAt, view.EndedAssets = "disconnected", when(c.RemovedAt), c.Assets
		view.Schedule.Frequency = "manual"
	case c.LastFailure == "":
	case c.LastFailure == string(ninjaone.KindReconnectRequired) || c.LastFailure == string(ninjaone.KindBadCredentials):
		view.State, view.Message = "reconnect_required", c.LastMessage
	default:
		view.State, view.Message = "error", c.LastMessage
	}
	return view
}

// complete adds what no read model has: the limits, and of now what is not in the log,
// such as the secret's date and a run that goes on.
func (s connections) complete(ctx context.Context, r *projections.Reading, scope api.Scope, v *api.Connection) error {
	if scope.AsOf == nil && v.EndedAt != nil {
		return nil
	}
	if scope.AsOf == nil {
		return s.completeNow(ctx, scope.Tenant, v)
	}
	position := r.Standing(read.Name).Position
	limits, err := s.port.LimitsAt(ctx, scope.Tenant, v.ID, position)
	v.Limits = api.Limits(limits)
	return err
}

func (s connections) completeNow(ctx context.Context, tenant uuid.UUID, v *api.Connection) error {
	secret, err := s.port.SecretOf(ctx, tenant, v.ID)
	switch {
	case err == nil:
		v.SecretSetAt, v.SecretSetBy = when(secret.SetAt), secret.SetBy
	case !errors.Is(err, poller.ErrNoCredential):
		return err
	}
	if err := s.authorised(ctx, tenant, v); err != nil {
		return err
	}
	next, err := s.port.NextSync(ctx, tenant, v.ID)
	if err != nil {
		return err
	}
	v.Schedule.NextAt = when(next)
	limits, err := s.port.LimitsAt(ctx, tenant, v.ID, 0)
	if err != nil {
		return err
	}
	v.Limits = api.Limits(limits)
	running, err := s.poller.Runs(ctx, tenant, poller.RunFilter{Connection: v.ID, State: poller.StateRunning, Limit: 1})
	if len(running) > 0 {
		v.State = "syncing"
	}
	return err
}

// Create implements api.Connections.
func (s connections) Create(ctx context.Context, c api.Command, d api.ConnectionDraft) (api.Written, error) {
	id := uuid.New()
	if c.AppendID != uuid.Nil {
		id = uuid.NewSHA1(c.AppendID, []byte("connection"))
	}
	settings, err := drafted(d)
	if err != nil {
		return api.Written{}, err
	}
	return s.save(ctx, c, id, decide.AnyVersion, settings, string(d.ClientSecret))
}

// drafted are the settings of a draft, or all that is wrong with it.
func drafted(d api.ConnectionDraft) (connection.Settings, error) {
	settings := connection.Settings{
		Name: d.Name, Region: d.Region, BaseURL: d.BaseURL, Grant: d.Grant, ClientID: d.ClientID, DashboardDomain: d.DashboardDomain,
	}
	faults := connection.Check(settings)
	if d.ClientSecret == "" {
		faults = append(faults, domain.Fault{
			Pointer: "/client_secret", Code: "required", Message: "Enter the client secret that NinjaOne showed with the client ID.",
		})
	}
	if len(faults) > 0 {
		return settings, domain.Invalid(faults)
	}
	return settings, nil
}

// Update implements api.Connections.
func (s connections) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.ConnectionPatch) (api.Written, error) {
	found, err := s.Get(ctx, api.Scope{Tenant: c.Tenant}, id)
	if err == nil && found.Data.EndedAt != nil {
		err = domain.NotFound("connection")
	}
	if err != nil {
		return api.Written{}, err
	}
	now := found.Data
	settings := connection.Settings{
		Name: now.Name, Region: now.Region, BaseURL: now.BaseURL, Grant: now.Grant, ClientID: now.ClientID, DashboardDomain: now.DashboardDomain,
	}
	set(&settings.Name, p.Name)
	set(&settings.Region, p.Region)
	set(&settings.BaseURL, p.BaseURL)
	set(&settings.ClientID, p.ClientID)
	set(&settings.DashboardDomain, p.DashboardDomain)
	secret := ""
	if p.ClientSecret != nil {
		secret = string(*p.ClientSecret)
	}
	return s.save(ctx, c, id, expected(c), settings, secret)
}

func expected(c api.Command) int64 {
	if c.Expected != nil {
		return *c.Expected
	}
	return decide.AnyVersion
}

func (s connections) save(ctx context.Context, c api.Command, id uuid.UUID, version int64, settings connection.Settings, secret string) (api.Written, error) {
	done, err := s.port.SaveConnection(ctx, c, id, version, settings, secret)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return written(ctx, s.log, done, id, versionOf(done))
}

func versionOf(done eventstore.Appended) int64 {
	for stream, version := range done.Versions {
		if strings.HasPrefix(stream, "connection/") {
			return version
		}
	}
	return 0
}

// Remove implements api.Connections.
func (s connections) Remove(ctx context.Context, c api.Command, id uuid.UUID, assets string) (api.Written, error) {
	done, err := s.port.RemoveConnection(ctx, c, id, expected(c), assets)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return written(ctx, s.log, done, id, versionOf(done))
}

// SetSchedule implements api.Connections.
func (s connections) SetSchedule(ctx context.Context, c api.Command, id uuid.UUID, sched api.Schedule) (api.Written, error) {
	done, err := s.port.SetSchedule(ctx, c, id, sched)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	return written(ctx, s.log, done, id, versionOf(done))
}

// SetLimits implements api.Connections.
func (s connections) SetLimits(ctx context.Context, c api.Command, id uuid.UUID, l api.Limits) (api.Written, error) {
	done, err := s.port.SetLimits(ctx, c, id, expected(c), change.Limits(l))
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return written(ctx, s.log, done, id, versionOf(done))
}

// Sync implements api.Connections.
func (s connections) Sync(ctx context.Context, c api.Command, id uuid.UUID, preview bool) (api.Started, error) {
	there, err := s.port.Authorised(ctx, c.Tenant, id)
	switch {
	case errors.Is(err, ninjaone.ErrNotConnected):
		return api.Started{}, domain.NotFound("connection")
	case err != nil:
		return api.Started{}, err
	case !there:
		return api.Started{}, &domain.Error{Code: domain.CodeConflict, Reason: "not_connected", Message: notAuthorised}
	}
	run, joined, err := s.port.StartSync(ctx, poller.Request{
		Tenant: c.Tenant, Connection: id, Trigger: poller.TriggerManual, By: c.Actor, Preview: preview,
	})
	if err != nil {
		return api.Started{}, err
	}
	head, err := s.log.Head(ctx, c.Tenant)
	started := api.Started{
		Run: run.ID, Joined: joined, State: run.State, Position: api.Position{Epoch: head.Epoch, N: head.Position},
	}
	if percent := run.Percent(); joined && percent >= 0 {
		started.Percent = &percent
	}
	return started, conflicts(err)
}
