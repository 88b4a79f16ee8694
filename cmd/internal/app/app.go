// Package app wires the parts of the program. It is the only place where the
// parts know each other; what it holds is the table of contents of Coresync.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"strings"
	"sync"
	"sync/atomic"

	"coresync/adapters/jobs"
	"coresync/adapters/mail"
	"coresync/adapters/poller"
	"coresync/adapters/secrets"
	"coresync/adapters/webhook"
	"coresync/cmd/internal/memory"
	"coresync/cmd/internal/service"
	"coresync/cmd/internal/settings"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/topic"
	"coresync/eventstore/tree"
	"coresync/eventstore/vault"
	"coresync/projections"
	"coresync/projections/catalog"
	"coresync/projections/notification"
	"coresync/projections/outward"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// App is an opened Coresync: its database, its keys and its log.
type App struct {
	Settings settings.Settings
	Log      *slog.Logger
	Store    *eventstore.Store
	Vault    *vault.Vault
	Master   *secrets.Master
	// KeyMade tells that the master key was made just now and wants a backup.
	KeyMade bool

	// Models drives the read models.
	Models *projections.Engine
	// Suggestions keeps who may use which device.
	Suggestions *suggestion.Keeper
	// Inboxes tells people what needs them.
	Inboxes *notification.Keeper
	// Outward writes down what programs outside are told.
	Outward *outward.Feed
	// Poller runs syncs, Jobs carries them and whatever else is long.
	Poller *poller.Poller
	Jobs   *jobs.Queue

	db       *database
	mail     *mail.Mailer // nil: there is no mail server
	sender   *webhook.Sender
	told     func() service.WebhookPost // made when somebody is first told
	signOn   *service.SignOn            // nil: people sign in by password only
	notary   *tree.Notary
	heads    *tree.Folder
	progress progress
	post     func() service.ReportPost // made when a report is first due
	notifier *topic.Notifier
	wake     atomic.Pointer[topic.Waker] // of this process, while it follows the log
}

// Open opens database, keys and log. Nothing runs in the background afterwards;
// verbs start what they need. Close it.
func Open(ctx context.Context, s settings.Settings, log *slog.Logger) (*App, error) {
	db, err := openDatabase(ctx, s, log)
	if err != nil {
		return nil, err
	}
	a := &App{Settings: s, Log: log, db: db}
	a.post = sync.OnceValue(func() service.ReportPost { return service.Post(a.parts()) })
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, db.close(ctx))
	}
	return a, nil
}

func (a *App) open(ctx context.Context) (err error) {
	if a.Master, a.KeyMade, err = secrets.OpenMaster(a.Settings.KeyFile); err != nil {
		return err
	}
	if a.Vault, err = vault.Open(ctx, a.db.keys, a.Master, vault.Config{}); err != nil {
		return a.withoutNewKey(err)
	}
	if a.KeyMade {
		a.Log.WarnContext(ctx, "a master key was made; back it up, nothing sealed can be read without it", "file", a.Settings.KeyFile)
	}
	a.notifier = topic.NewNotifier(a.db.engine, topic.WakerConfig{Logger: a.Log})
	a.Store, err = eventstore.Open(a.db.engine, eventstore.Config{
		Registry: event.Catalog(), Sealer: a.Vault, OnCommit: a.committed,
	})
	if err != nil {
		return err
	}
	if err := a.openTree(ctx); err != nil {
		return err
	}
	a.Models, err = projections.New(a.db.engine, projections.Config{
		Registry: event.Catalog(), Models: catalog.Models(), Owner: a.db.owner, Logger: a.Log, Spacious: memory.Generous,
	})
	if err != nil {
		return err
	}
	if err := a.Models.Widen(ctx); err != nil {
		return err
	}
	if err := a.openMail(); err != nil {
		return err
	}
	if err := a.openSignOn(); err != nil {
		return err
	}
	if err := a.openWebhooks(); err != nil {
		return err
	}
	if err := a.openBehind(); err != nil {
		return err
	}
	a.Poller, err = poller.New(poller.Config{
		Log: a.Store, Pool: a.db.engine, Sealer: a.Vault, Sources: sources{a}, Owner: owner(), Progress: a.progress.tell, Logger: a.Log,
		Limits: a.LimitsOf, UserRules: a.userRules,
	})
	if err != nil {
		return err
	}
	if err := a.openQueue(); err != nil {
		return err
	}
	return a.Store.MakePartitions(ctx)
}

// withoutNewKey takes a key file back that was made just now for a database that
// belongs to another key: left there, it would look like the one to use.
func (a *App) withoutNewKey(err error) error {
	var wrong *vault.WrongKeyError
	if !a.KeyMade || !errors.As(err, &wrong) {
		return err
	}
	a.KeyMade = false
	if undo := a.Master.Discard(a.Settings.KeyFile); undo != nil {
		return errors.Join(err, undo)
	}
	return fmt.Errorf("there was no key file %s: this database belongs to master key %s; put its key file there (or name it with --key-file)",
		a.Settings.KeyFile, wrong.Want)
}

// owner names this process in the leases of runs.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// Credentials keeps sealed credentials of connections.
func (a *App) Credentials() *poller.Credentials { return poller.NewCredentials(a.db.engine) }

// SignIns keeps the sign-ins at NinjaOne that were begun.
func (a *App) SignIns() *poller.SignIns { return poller.NewSignIns(a.db.engine) }

// committed wakes the consumers of this process, or tells those of others.
func (a *App) committed(tenant uuid.UUID, position int64) {
	if waker := a.wake.Load(); waker != nil {
		waker.OnCommit(tenant, position)
		return
	}
	a.notifier.OnCommit(tenant, position)
}

// Close ends everything; an owned private server is stopped.
func (a *App) Close() {
	a.Store.Close()
	if err := a.notifier.Close(); err != nil {
		a.Log.Error("close the notifier", "error", err)
	}
	if err := a.db.close(context.Background()); err != nil {
		a.Log.Error("close the database", "error", err)
	}
}

// Tenant is the tenant that a verb works on: the one that was named, or the only one.
func (a *App) Tenant(ctx context.Context) (uuid.UUID, error) {
	tenants, err := a.Store.Tenants(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	wanted := a.Settings.Tenant
	switch {
	case wanted == "" && len(tenants) == 1:
		return tenants[0].ID, nil
	case wanted == "" && len(tenants) == 0:
		return a.firstTenant(ctx)
	case wanted == "":
		return uuid.Nil, fmt.Errorf("there are %d tenants; choose one with --tenant", len(tenants))
	}
	for _, t := range tenants {
		if t.ID.String() == wanted || strings.EqualFold(t.Name, wanted) {
			return t.ID, nil
		}
	}
	return uuid.Nil, fmt.Errorf("tenant %q: %w", wanted, eventstore.ErrNoTenant)
}

// firstTenant makes the workspace of a new installation.
func (a *App) firstTenant(ctx context.Context) (uuid.UUID, error) {
	t := eventstore.Tenant{ID: uuid.New(), Name: "main"}
	return t.ID, a.Store.CreateTenant(ctx, t)
}

// Actor is who a verb acts as: the person at the terminal.
func (a *App) Actor() string {
	who, err := user.Current()
	if err != nil {
		return "cli:unknown"
	}
	return "cli:" + who.Username
}
