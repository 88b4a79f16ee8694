package outward_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/eventstore"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/outward"
	"coresync/projections/projectiontest"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// message is what a receiver gets.
type message struct {
	Type string
	Data struct {
		Webhook  uuid.UUID
		From, To int64
		Items    []rule.Notice
		People   []outward.Person
	}
}

// receiver is a program outside that keeps what it is told of assets.
type receiver struct {
	t      require.TestingT
	mu     sync.Mutex
	assets map[uuid.UUID]rule.Fields
	got    []outward.Letter // in order, each try that it saw
	told   []rule.Notice    // in order
	hook   uuid.UUID        // others are told elsewhere
	answer func(outward.Letter) (took bool, a outward.Answer)
}

func (r *receiver) tell(_ context.Context, l outward.Letter) outward.Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	took, a := true, outward.Answer{Status: 204}
	if l.Subscription != r.hook {
		return a
	}
	if r.answer != nil {
		took, a = r.answer(l)
	}
	if took {
		r.take(l)
	}
	return a
}

func (r *receiver) take(l outward.Letter) {
	var m message
	require.NoError(r.t, json.Unmarshal(l.Body, &m))
	require.Equal(r.t, outward.TypeChanges, m.Type)
	require.Equal(r.t, l.Subscription, m.Data.Webhook)
	r.got = append(r.got, l)
	r.told = append(r.told, m.Data.Items...)
	for _, n := range m.Data.Items {
		require.Equal(r.t, n.Kinds[0], n.Type)
		require.True(r.t, m.Data.From <= n.Position && n.Position <= m.Data.To)
		switch {
		case n.Subject.Type != "asset" || n.Type == rule.ReplacementDue:
		case n.Type == rule.AssetRemoved:
			delete(r.assets, n.Subject.ID)
		default:
			r.assets[n.Subject.ID] = rule.Apply(r.assets[n.Subject.ID], n.Changes)
		}
	}
}

func (r *receiver) kinds() (all []string) {
	for _, n := range r.told {
		all = append(all, n.Type)
	}
	return all
}

// bundle is a log with its read models, a feed behind them, and a courier.
type bundle struct {
	*projectiontest.Bundle
	t      require.TestingT
	tenant uuid.UUID
	hook   uuid.UUID
	to     *receiver
	paused []string
}

func setup(t *testing.T) *bundle {
	t.Helper()
	return on(t, projectiontest.New(t, catalog.Models()...))
}

func on(t require.TestingT, of *projectiontest.Bundle) *bundle {
	hook := uuid.New()
	return &bundle{Bundle: of, t: t, tenant: of.A, hook: hook, to: &receiver{t: t, hook: hook, assets: map[uuid.UUID]rule.Fields{}}}
}

func (b *bundle) feed() *outward.Feed {
	f, err := outward.NewFeed(outward.FeedConfig{
		Pool: b.Pool, Log: b.Log, Clock: b.Clock.Now, Zone: func(context.Context, uuid.UUID) (*time.Location, error) { return time.UTC, nil },
	})
	require.NoError(b.t, err)
	return f
}

func (b *bundle) courier() *outward.Courier {
	return outward.NewCourier(outward.CourierConfig{
		Pool: b.Pool, Tell: b.to.tell, Clock: b.Clock.Now, Log: slog.New(slog.DiscardHandler),
		Pause: func(_ context.Context, tenant, hook uuid.UUID, why string) error {
			b.paused = append(b.paused, why)
			b.append(&event.WebhookPaused{Webhook: hook, Why: why})
			return b.Engine.CatchUp(context.Background(), tenant)
		},
		People: func(_ context.Context, _ uuid.UUID, by string, contacts []uuid.UUID) (all []outward.Person, err error) {
			for _, c := range contacts {
				all = append(all, outward.Person{ID: c, Name: "known to " + by})
			}
			return all, nil
		},
	})
}

func (b *bundle) append(p event.Payload) {
	_, err := b.Log.Append(context.Background(), eventstore.Append{Tenant: b.tenant, Actor: "test", Events: []event.New{{Stream: event.WebhookStream(b.hook), Payload: p}}})
	require.NoError(b.t, err)
}

// subscribe makes a subscription.
func (b *bundle) subscribe(set event.WebhookSet) {
	set.Webhook, set.Name, set.Host = b.hook, "Test", "https://hooks.example.com"
	require.Empty(b.t, rule.Check(&set))
	b.append(&set)
	b.look()
}

// look brings the read models and the feed to the head of the log.
func (b *bundle) look() {
	require.NoError(b.t, b.Engine.CatchUp(context.Background(), b.tenant))
	_, err := b.feed().Pass(context.Background(), b.tenant)
	require.NoError(b.t, err)
}

func (b *bundle) deliver() int {
	n, err := b.courier().Deliver(context.Background())
	require.NoError(b.t, err)
	return n
}

// settle tells all that is still to be told.
func (b *bundle) settle() {
	for range 3 {
		b.Clock.Advance(2 * time.Hour)
		b.deliver()
	}
}

func (b *bundle) replay(from int64) {
	require.NoError(b.t, pgx.BeginFunc(context.Background(), b.Pool, func(tx pgx.Tx) error {
		return outward.Replay(context.Background(), tx, b.Clock.Now(), b.tenant, b.hook, from)
	}))
}

// shown are the assets as the read models have them.
func (b *bundle) shown() map[uuid.UUID]rule.Fields {
	all := make(map[uuid.UUID]rule.Fields)
	require.NoError(b.t, projections.Read(context.Background(), b.Pool, b.tenant, b.Clock.Now(), func(r *projections.Reading) error {
		rows, err := asset.Each(context.Background(), r, uuid.Nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		for {
			a, is, err := rows.Next()
			if err != nil || !is {
				return err
			}
			f := rule.Fields{}
			for name, text := range map[string]string{
				"name": a.Name, "source": a.Source, "manufacturer": a.Manufacturer, "model": a.Model, "serial_number": a.Serial, "category": string(a.Category),
				"os": a.OS, "status": string(a.Status), "customer": id(a.CustomerID), "contact_id": id(a.Contact), "connection": id(a.Connection),
				"missing_since": stamp(a.MissingSince, "2006-01-02T15:04:05Z"), "warranty_end": stamp(a.WarrantyEnd, time.DateOnly), "purchased_on": stamp(a.PurchasedOn, time.DateOnly),
			} {
				if text != "" {
					f[name] = text
				}
			}
			all[a.AssetID()] = f
		}
	}))
	return all
}

func id(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func stamp(at time.Time, layout string) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(layout)
}

// has requires that a receiver has what the read models have.
func (b *bundle) has() {
	shown := b.shown()
	require.Len(b.t, b.to.assets, len(shown))
	for asset, want := range shown {
		have := b.to.assets[asset]
		for _, name := range []string{"node_class", "external_id", "device_id", "organization_id", "location_id", "warranty_start", "no_longer_synced_since"} {
			delete(have, name) // not compared
		}
		require.Equal(b.t, want, have, asset)
	}
}

// Whatever happens, whoever takes everything, in whatever batches, with failures, killed
// processes and replays, has what the read models have once it applied the differences.
func TestWhoeverAppliesWhatHeIsToldHasTheReadModel(t *testing.T) {
	t.Parallel()
	root := setup(t)
	rapid.Check(t, func(t *rapid.T) {
		b := on(t, root.Bundle)
		w := b.NewWorld(t)
		b.tenant = w.Tenant()
		b.to.answer = func(outward.Letter) (bool, outward.Answer) {
			switch rapid.IntRange(0, 5).Draw(t, "answer") {
			case 0:
				return false, outward.Answer{Status: 500, Err: errors.New("try later")}
			case 1: // it took it, and nobody heard
				return true, outward.Answer{Err: errors.New("it did not answer in time")}
			}
			return true, outward.Answer{Status: 200}
		}
		w.Live(t, rapid.IntRange(0, 25).Draw(t, "before"))
		b.subscribe(event.WebhookSet{Kinds: rule.Kinds(), All: true, Batch: rapid.SampledFrom([]string{rule.Each, rule.Run}).Draw(t, "batch")})
		for range rapid.IntRange(1, 5).Draw(t, "rounds") {
			w.Live(t, rapid.IntRange(1, 15).Draw(t, "steps"))
			b.look()
			b.Clock.Advance(time.Duration(rapid.IntRange(0, 900).Draw(t, "seconds")) * time.Second)
			b.deliver()
			if rapid.IntRange(0, 4).Draw(t, "replay") == 0 {
				b.replay(rapid.Int64Range(0, 200).Draw(t, "from"))
			}
		}
		b.look()
		b.to.answer = nil
		b.settle()
		b.has()
		b.same()
	})
}

// same requires that the same things went out with the same bytes whenever they did.
func (b *bundle) same() {
	seen, notices := map[uuid.UUID]string{}, map[uuid.UUID]int64{}
	for _, l := range b.to.got {
		if body, before := seen[l.ID]; before {
			require.Equal(b.t, body, string(l.Body))
		}
		seen[l.ID] = string(l.Body)
	}
	for _, n := range b.to.told {
		if at, before := notices[n.ID]; before {
			require.Equal(b.t, at, n.Position)
		}
		notices[n.ID] = n.Position
	}
}

func (b *bundle) device(n int64, name string, organization int64, conn uuid.UUID) {
	row, err := json.Marshal(map[string]any{"id": n, "displayName": name, "organizationId": organization, "nodeClass": "WINDOWS_WORKSTATION", "approvalStatus": "APPROVED"})
	require.NoError(b.t, err)
	b.Append(event.New{Stream: event.DeviceStream(conn, n), Payload: &event.DeviceObserved{Connection: conn, DeviceID: n, Device: row}})
}

func (b *bundle) run(conn uuid.UUID) {
	b.Append(event.New{Stream: event.ConnectionStream(conn), Payload: &event.SyncCompleted{Connection: conn, Run: uuid.New(), Trigger: "manual"}})
	b.look()
}

func all() event.WebhookSet { return event.WebhookSet{Kinds: rule.Kinds(), Batch: rule.Each} }

func TestTheFieldsThatDifferAreToldInOrder(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	b.device(1, "there before", 7, conn)
	b.subscribe(all())
	require.Zero(t, b.deliver(), "what was there before is no news")
	b.device(2, "Reception", 7, conn)
	b.look()
	b.device(2, "Front desk", 7, conn)
	b.look()
	b.Append(event.New{Stream: event.DeviceStream(conn, 2), Payload: &event.DeviceVanished{Connection: conn, DeviceID: 2}})
	b.run(conn)
	require.Equal(t, 4, b.deliver())
	require.Equal(t, []string{rule.AssetCreated, rule.AssetUpdated, rule.AssetMissing, rule.RunFinished}, b.to.kinds())
	require.Equal(t, rule.Change{Old: "Reception", New: "Front desk"}, b.to.told[1].Changes["name"])
	require.Len(t, b.to.told[1].Changes, 1)
	require.Nil(t, b.to.told[2].Changes["missing_since"].Old)
	require.Equal(t, []string{rule.AssetMissing, rule.AssetUpdated}, b.to.told[2].Kinds)
	require.Equal(t, "Front desk", b.to.told[2].Subject.Name)
	require.Equal(t, conn, *b.to.told[3].Subject.Connection)
	require.Zero(t, b.deliver())
	b.look()
	require.Zero(t, b.deliver(), "nothing happened")
}

func TestARunIsToldTogether(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	set := all()
	set.Batch = rule.Run
	b.subscribe(set)
	b.device(1, "one", 7, conn)
	b.look()
	b.device(2, "two", 7, conn)
	b.look()
	require.Zero(t, b.deliver(), "the run goes on")
	b.device(3, "three", 7, conn)
	b.run(conn)
	require.Equal(t, 1, b.deliver())
	require.Equal(t, []string{rule.AssetCreated, rule.AssetCreated, rule.AssetCreated, rule.RunFinished}, b.to.kinds())
	b.device(1, "uno", 7, conn)
	b.look()
	require.Zero(t, b.deliver())
	b.Clock.Advance(11 * time.Minute)
	require.Equal(t, 1, b.deliver(), "what belongs to no run waits for none")
}

func TestAReplayFromAnyPositionSendsTheSameBytesUnderTheSameIDs(t *testing.T) {
	t.Parallel()
	for _, batch := range []string{rule.Each, rule.Run} {
		t.Run(batch, func(t *testing.T) {
			t.Parallel()
			b, conn := setup(t), uuid.New()
			set := all()
			set.Batch, set.All = batch, true
			b.device(1, "there before", 7, conn)
			b.subscribe(set)
			for n := range int64(3) {
				b.device(n, "device", 7, conn)
				b.run(conn)
				b.deliver()
			}
			first := slices.Clone(b.to.got)
			require.NotEmpty(t, first)
			b.replay(0)
			b.settle()
			again := b.to.got[len(first):]
			require.Len(t, again, len(first))
			for i := range first {
				require.Equal(t, first[i].ID, again[i].ID)
				require.Equal(t, string(first[i].Body), string(again[i].Body))
				require.True(t, again[i].Replay)
				require.False(t, first[i].Replay)
			}
			from := b.to.told[len(b.to.told)-1].Position
			b.replay(from)
			n := len(b.to.got)
			b.settle()
			require.Less(t, len(b.to.got)-n, len(first), "from there on alone")
			b.device(9, "new", 7, conn)
			b.run(conn)
			b.settle()
			require.False(t, b.to.got[len(b.to.got)-1].Replay)
		})
	}
}
