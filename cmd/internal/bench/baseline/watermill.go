package baseline

import (
	"context"
	"fmt"
	"time"

	"coresync/domain/asset"

	"github.com/ThreeDotsLabs/watermill"
	wsql "github.com/ThreeDotsLabs/watermill-sql/v4/pkg/sql"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

const upsertTopic = "baseline_devices"

// UpsertTable makes the read model that the baseline fills: the columns that a
// list of assets shows, and the indexes that ours has for them.
func UpsertTable(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, `
		create schema if not exists baseline;
		drop table if exists baseline.assets;
		create table baseline.assets (
			tenant_id uuid, id text, name text, name_key text, search text, manufacturer text, model text,
			serial_number text, bios_serial text, os text, os_build text, architecture text, category text,
			node_class text, chassis text, virtual boolean, connectivity text, last_contact timestamptz,
			created_at timestamptz, warranty_start date, warranty_end date, device_id bigint,
			organization_id bigint, location_id bigint, position bigint, primary key (tenant_id, id)
		) with (fillfactor = 90);
		create index on baseline.assets (tenant_id, name_key, id);
		create index on baseline.assets (tenant_id, organization_id);
		create index on baseline.assets (tenant_id, serial_number)`)
	if err != nil {
		return fmt.Errorf("make the baseline's read model: %w", err)
	}
	return nil
}

const upsertSQL = `insert into baseline.assets values
	($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
	on conflict (tenant_id, id) do update set name = excluded.name, name_key = excluded.name_key, search = excluded.search,
	manufacturer = excluded.manufacturer, model = excluded.model, serial_number = excluded.serial_number,
	bios_serial = excluded.bios_serial, os = excluded.os, os_build = excluded.os_build, architecture = excluded.architecture,
	category = excluded.category, node_class = excluded.node_class, chassis = excluded.chassis, virtual = excluded.virtual,
	connectivity = excluded.connectivity, last_contact = excluded.last_contact, created_at = excluded.created_at,
	warranty_start = excluded.warranty_start, warranty_end = excluded.warranty_end, device_id = excluded.device_id,
	organization_id = excluded.organization_id, location_id = excluded.location_id, position = excluded.position`

// Message is one event for the baseline's topic.
type Message struct {
	Stream  string
	Payload []byte
}

// Publish fills a fresh topic of watermill-sql's default tables.
func Publish(ctx context.Context, pool *pgxpool.Pool, all []Message) error {
	_, err := pool.Exec(ctx, `drop table if exists watermill_`+upsertTopic+`; drop table if exists watermill_offsets_`+upsertTopic)
	if err != nil {
		return err
	}
	db := wsql.BeginnerFromPgx(pool)
	publisher, err := wsql.NewPublisher(db, wsql.PublisherConfig{
		SchemaAdapter: wsql.DefaultPostgreSQLSchema{}, AutoInitializeSchema: true,
	}, watermill.NopLogger{})
	if err != nil {
		return err
	}
	for len(all) > 0 {
		n := min(1000, len(all))
		batch := make([]*message.Message, n)
		for i, m := range all[:n] {
			batch[i] = message.NewMessage(uuid.NewString(), m.Payload)
			batch[i].Metadata.Set("stream", m.Stream)
		}
		if err := publisher.Publish(upsertTopic, batch...); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// Drain reads the topic to its end with the default adapters and SubscribeBatchSize
// 1000, one upsert a message in the subscriber's transaction, and returns the time
// from the first poll to the last ack.
func Drain(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID, n int) (time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batch := 1000
	subscriber, err := wsql.NewSubscriber(wsql.BeginnerFromPgx(pool), wsql.SubscriberConfig{
		ConsumerGroup: "baseline", InitializeSchema: true, PollInterval: 10 * time.Millisecond,
		SchemaAdapter:  wsql.DefaultPostgreSQLSchema{SubscribeBatchSize: batch},
		OffsetsAdapter: wsql.DefaultPostgreSQLOffsetsAdapter{},
	}, watermill.NopLogger{})
	if err != nil {
		return 0, err
	}
	defer subscriber.Close()
	began := time.Now()
	messages, err := subscriber.Subscribe(ctx, upsertTopic)
	if err != nil {
		return 0, err
	}
	for position := range n {
		msg, open := <-messages
		if !open {
			return 0, fmt.Errorf("the topic ended after %d of %d messages", position, n)
		}
		if err := upsert(msg, tenant, int64(position+1)); err != nil {
			return 0, err
		}
		msg.Ack()
	}
	return time.Since(began), nil
}

func upsert(msg *message.Message, tenant uuid.UUID, position int64) error {
	tx, ok := wsql.TxFromContext(msg.Context())
	if !ok {
		return fmt.Errorf("a message without a transaction")
	}
	var observed struct {
		Device asset.Device `json:"device"`
		Name   string       `json:"name"` // of a manual asset
	}
	if err := json.Unmarshal(msg.Payload, &observed); err != nil {
		return err
	}
	_, err := tx.ExecContext(msg.Context(), upsertSQL, arguments(msg.Metadata.Get("stream"), tenant, position, &observed.Device, observed.Name)...)
	return err
}
