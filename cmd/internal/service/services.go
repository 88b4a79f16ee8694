package service

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/http/auditor"
	"coresync/http/savedview"
	"coresync/http/setting"
	"coresync/http/token"
	"coresync/http/user"
	"coresync/migrations"
	"coresync/projections"
	"coresync/projections/notification"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Parts are what the services are made of.
type Parts struct {
	Store  *eventstore.Store
	Models *projections.Engine
	Web    *pgxpool.Pool // role coresync_app
	Engine *pgxpool.Pool // role coresync_engine
	Poller *poller.Poller
	Inbox  *notification.Keeper
	// Letters send links by mail.
	Letters user.Letters
	// SignOn lets people in by an identity provider; nil: by password only.
	SignOn *SignOn
	Port   ConnectionPort
	Long   ProjectionPort
	// Proofs signs and walks the log.
	Proofs AuditPort
	// Provision carries requests to change access out.
	Provision ProvisionPort
	// Turns keeps when reports are sent by mail.
	Turns ReportTurns
	// Webhooks reaches programs outside.
	Webhooks WebhookPort
	// Erasures counts how often somebody of a tenant was erased.
	Erasures func(ctx context.Context, tenant uuid.UUID) (int64, error)
	// Keys are the keys of persons.
	Keys Keys
	// Watch gives the progress of a run that this process drives.
	Watch func(run uuid.UUID) (at <-chan poller.Progress, stop func())
	Now   func() time.Time
	Zone  *time.Location // of new workspaces
	Log   *slog.Logger
}

// workspace is what holds for a tenant that has set nothing.
func (p Parts) workspace(ctx context.Context, tenant uuid.UUID) (api.Workspace, error) {
	tenants, err := p.Store.Tenants(ctx)
	if err != nil {
		return api.Workspace{}, err
	}
	for _, t := range tenants {
		if t.ID == tenant {
			return api.Workspace{Name: t.Name, Timezone: p.Zone.String()}, nil
		}
	}
	return api.Workspace{}, domain.NotFound("workspace")
}

func (p Parts) settings() *setting.Store { return setting.New(p.Engine, p.Now, p.workspace) }

// People makes the store of those who work with the program.
func People(p Parts) *user.Store {
	return user.New(p.Web, p.Now, p.Log, p.settings(), p.Letters, journal{p.Store, p.Log})
}

// mostLag is how far the read models may be behind before the process asks not to
// be sent readers.
const mostLag = time.Minute

// New makes the services of the JSON API and the command line.
func New(p Parts) api.Services {
	entries := directoryWriter{log: p.Store}
	people := opener{sealer: p.Store.Sealer()}
	settings := p.settings()
	queries := reads{pool: p.Web, now: p.Now, past: p.Models, zone: zoneOf(settings), money: currencyOf(settings), name: nameOfWorkspace(settings)}
	users := People(p)
	persons := &personBook{people, keeper[persons]{erasures: p.Erasures}}
	book := &contactBook{opener: people, erasures: p.Erasures}
	who := access{p.Store, queries, people, &accountBook{persons: persons, contacts: book}}
	ends := &closings{log: p.Store, models: p.Models}
	tokens := token.New(p.Web, p.Now, p.Log, journal{p.Store, p.Log})
	requests := accessRequests{who, p.Provision, users, tokens}
	known := connections{p.Store, p.Poller, p.Port, queries}
	apps := accessApps{p.Store, queries, &sync.Map{}}
	synced, log, inbox := runs{p.Store, p.Poller, p.Port, queries, p.Watch, p.Models, &runGroups{}}, events{log: p.Store, reads: queries, people: people, tokens: tokens, users: users}, notifications{queries, p.Inbox}
	log.runs = synced
	files := exportsOf(entries, queries, people, book, p.Models, ends)
	files.requests, files.runs, files.events, files.inbox = requests, synced, log, inbox
	return api.Services{
		Tokens:           tokens,
		AuditorLinks:     auditor.New(p.Web, p.Now, p.Log, journal{p.Store, p.Log}),
		Users:            users,
		Sessions:         users,
		SignOn:           signOnOf(p, users, apps),
		Views:            savedview.New(p.Web, p.Now),
		Mail:             p.Letters.Reset != nil,
		Positions:        positions{p.Store, p.Models},
		Connections:      known,
		Runs:             synced,
		Organizations:    organizations{entries, queries},
		Undos:            undos{p.Store, queries, associations{p.Store, queries, people}},
		Ignores:          ignores{p.Store, queries},
		Customers:        customers{entries, queries},
		Contacts:         contacts{entries, queries, people, book},
		Contracts:        contracts{entries, queries},
		Tickets:          tickets{entries, queries, people},
		TicketDevices:    ticketDevices{queries},
		Imports:          imports{p.Store, queries},
		Search:           search{queries, book},
		Associations:     associations{p.Store, queries, people},
		ContactLinks:     contactLinks{entries, associations{p.Store, queries, people}},
		Notifications:    inbox,
		Access:           who,
		Provisioning:     provisioning{who, &provisionBook{persons: persons, keeper: keeper[provisioned]{erasures: p.Erasures}}},
		AccessRequests:   requests,
		AccessConnectors: accessConnectors{requests, known, p.Poller, p.Engine},
		AccessReviews:    accessReviews{requests},
		AccessApps:       apps,
		Settings:         settings,
		Assets:           assets{entries, queries, people, p.Models},
		Warranties:       warranties{entries, queries},
		Changes:          assetChanges{assets{entries, queries, people, p.Models}, associations{p.Store, queries, people}},
		Decisions:        assetDecisions{assets{entries, queries, people, p.Models}},
		Events:           log,
		Comparisons:      comparisons{queries},
		Reports:          reports{queries, customers{entries, queries}},
		Replacements:     replacements{queries, customers{entries, queries}},
		Ledgers:          ledgers{queries, ends},
		Movements:        movements{queries, ends},
		Exports:          files,
		ReportMail:       p.reportMail(queries, users, files),
		Webhooks:         webhooks{queries, p.Store, p.Engine, p.Webhooks},
		Projections:      models{p.Store, p.Models, p.Long},
		Rules:            ruleSets{p.Store, p.Models, queries, customers{entries, queries}, contacts{entries, queries, people, book}},
		Audit:            audit{p.Store, p.Proofs, p.Now},
		Privacy:          privacyService{p.Store, queries, p.Engine, p.Keys, who, users},
		Ready: []api.Probe{
			{Name: "database", Check: p.Web.Ping},
			{Name: "schema", Check: func(ctx context.Context) error { return migrations.Check(ctx, p.Engine) }},
			api.LagProbe(mostLag, models{p.Store, p.Models, p.Long}.lag),
		},
	}
}

// exportsOf makes files of what the other services read.
func exportsOf(entries directoryWriter, queries reads, people opener, book *contactBook, models *projections.Engine, ends *closings) exports {
	who, things := customers{entries, queries}, assets{entries, queries, people, models}
	return exports{
		reads: queries, counts: reports{queries, who}, lives: replacements{queries, who}, ledgers: ledgers{queries, ends}, moves: movements{queries, ends},
		assets: things, decisions: assetDecisions{things}, organizations: organizations{entries, queries},
		associations: associations{entries.log, queries, people}, customers: who, contacts: contacts{entries, queries, people, book},
		contracts: contracts{entries, queries}, tickets: tickets{entries, queries, people},
	}
}

// reportMail sends reports by mail.
func (p Parts) reportMail(queries reads, users api.Users, files exports) reportMail {
	return reportMail{reads: queries, log: p.Store, engine: p.Engine, users: users, turns: p.Turns, mail: p.Letters.Reset != nil, files: files}
}
