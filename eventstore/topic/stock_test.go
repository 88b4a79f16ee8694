package topic_test

import (
	"context"
	"testing"

	"coresync/eventstore/topic"

	wmsql "github.com/ThreeDotsLabs/watermill-sql/v4/pkg/sql"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"
)

const shape = `
select string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    replace(pg_get_expr(d.adbin, d.adrelid), $2, '')), E'\n' order by a.attnum) || E'\n' ||
    (select pg_get_constraintdef(c.oid) from pg_constraint c where c.conrelid = r.oid and c.contype = 'p')
from pg_class r join pg_namespace n on n.oid = r.relnamespace
join pg_attribute a on a.attrelid = r.oid and a.attnum > 0
left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
where n.nspname || '.' || r.relname = $1 group by r.oid`

// The tables are made by a migration, under the role that owns tables. They must
// be those that the library would make.
func TestStockTablesAreTheLibrarysOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.exec(`create schema stock`)
	schema := wmsql.DefaultPostgreSQLSchema{GenerateMessagesTableName: func(topic string) string { return "stock." + topic }}
	offsets := wmsql.DefaultPostgreSQLOffsetsAdapter{GenerateMessagesOffsetsTableName: func(topic string) string { return "stock.offsets_" + topic }}
	for _, name := range []string{topic.PoisonTopic, topic.OutwardTopic} {
		tables, err := schema.SchemaInitializingQueries(wmsql.SchemaInitializingQueriesParams{Topic: name})
		require.NoError(t, err)
		more, err := offsets.SchemaInitializingQueries(wmsql.OffsetsSchemaInitializingQueriesParams{Topic: name})
		require.NoError(t, err)
		for _, q := range append(tables, more...) {
			b.exec(q.Query, q.Args...)
		}
		for _, table := range []string{name, "offsets_" + name} {
			var ours, theirs string
			row := func(schema string) (s string) {
				require.NoError(t, b.root.QueryRow(context.Background(), shape, schema+"."+table, schema+".").Scan(&s))
				return s
			}
			ours, theirs = row("watermill"), row("stock")
			require.NotEmpty(t, ours)
			require.Equal(t, theirs, ours, table)
		}
	}
}

func TestStockTopicsCarryMessagesOutward(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	p := topic.NewStockPublisher(b.pool, quiet())
	require.NoError(t, p.Publish(topic.OutwardTopic))
	require.NoError(t, p.Publish(topic.OutwardTopic, note(tenant, "one"), note(tenant, "two")))
	require.ErrorContains(t, p.Publish("elsewhere", note(tenant, "x")), `"elsewhere" is no stock topic`)
	s, err := topic.NewStockSubscriber(b.pool, "bus", quiet())
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	_, err = s.Subscribe(context.Background(), topic.Name(0))
	require.Error(t, err)
	messages, err := s.Subscribe(context.Background(), topic.OutwardTopic)
	require.NoError(t, err)
	require.Equal(t, "one", textOf(t, receiveAcked(t, messages)))
	require.Equal(t, "two", textOf(t, receiveAcked(t, messages)))
	require.NoError(t, p.Close())
	_, err = topic.NewStockSubscriber(b.pool, "", quiet())
	require.Error(t, err)
}

// A poisoned message is kept exactly when its checkpoint moves.
func TestStockPublisherJoinsTheTransactionOfAMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)
	p := topic.NewStockPublisher(b.pool, quiet())
	kept := func() int64 { return b.number(`select count(*) from watermill.outward`) }
	for _, settle := range []func(*message.Message) bool{(*message.Message).Nack, (*message.Message).Ack} {
		msg := receive(t, messages)
		out := note(tenant, "out")
		out.SetContext(msg.Context())
		require.NoError(t, p.Publish(topic.OutwardTopic, out))
		require.Zero(t, kept())
		settle(msg)
	}
	require.Eventually(t, func() bool { return kept() == 1 && b.checkpoint("c", tenant) == 1 }, patience, 1e6)
}
