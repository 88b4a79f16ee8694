package topic

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	wmsql "github.com/ThreeDotsLabs/watermill-sql/v4/pkg/sql"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The stock topics: tables of watermill-sql in the schema "watermill".
//
// They are stock because nothing depends on their order or their cursors: a
// poisoned message is looked at by a person, an outward one is for whoever reads
// with watermill-sql. What makes that subscriber unfit for the log (it commits
// un-acked work, orders by transaction id, stands still after a restored dump)
// does no harm to a reader that writes nothing in its transaction.
const (
	PoisonTopic  = "poison"
	OutwardTopic = "outward"
)

// stockSchema and stockOffsets put the library's tables into the schema of
// migration 0007, which is also where they are made.
func stockSchema() wmsql.DefaultPostgreSQLSchema {
	return wmsql.DefaultPostgreSQLSchema{
		GenerateMessagesTableName: func(topic string) string { return pgx.Identifier{"watermill", topic}.Sanitize() },
	}
}

func stockOffsets() wmsql.DefaultPostgreSQLOffsetsAdapter {
	return wmsql.DefaultPostgreSQLOffsetsAdapter{
		GenerateMessagesOffsetsTableName: func(topic string) string {
			return pgx.Identifier{"watermill", "offsets_" + topic}.Sanitize()
		},
	}
}

func knownStock(topic string) error {
	if topic != PoisonTopic && topic != OutwardTopic {
		return fmt.Errorf("%q is no stock topic; they are %q and %q", topic, PoisonTopic, OutwardTopic)
	}
	return nil
}

// StockPublisher publishes to the stock topics. A message whose context is that
// of a consumed one goes into that one's transaction, so that a poisoned message
// is kept exactly when its checkpoint moves. It implements message.Publisher.
type StockPublisher struct {
	pool *pgxpool.Pool
	log  watermill.LoggerAdapter
}

// NewStockPublisher makes one; the pool's role must be the engine's.
func NewStockPublisher(pool *pgxpool.Pool, log *slog.Logger) *StockPublisher {
	return &StockPublisher{pool: pool, log: watermill.NewSlogLogger(log)}
}

// Publish writes the messages to PoisonTopic or OutwardTopic.
func (p *StockPublisher) Publish(topic string, messages ...*message.Message) error {
	if err := knownStock(topic); err != nil {
		return err
	}
	if len(messages) == 0 {
		return nil
	}
	var db wmsql.ContextExecutor = wmsql.BeginnerFromPgx(p.pool)
	if tx, ok := TxFromContext(messages[0].Context()); ok {
		db = wmsql.TxFromPgx(tx)
	}
	stock, err := wmsql.NewPublisher(db, wmsql.PublisherConfig{SchemaAdapter: stockSchema()}, p.log)
	if err != nil {
		return fmt.Errorf("publish to %s: %w", topic, err)
	}
	if err := stock.Publish(topic, messages...); err != nil {
		return fmt.Errorf("publish to %s: %w", topic, err)
	}
	return nil
}

// Close does nothing: the pool is its owner's.
func (p *StockPublisher) Close() error { return nil }

// stockPoll is seldom, since a poll of the stock subscriber takes a transaction
// id and writes WAL even if there is nothing to read.
const stockPoll = 5 * time.Second

// NewStockSubscriber reads a stock topic by the library's own subscriber, for one
// consumer group.
func NewStockSubscriber(pool *pgxpool.Pool, group string, log *slog.Logger) (message.Subscriber, error) {
	if group == "" {
		return nil, errors.New("a reader of a stock topic needs the name of its consumer group")
	}
	s, err := wmsql.NewSubscriber(wmsql.BeginnerFromPgx(pool), wmsql.SubscriberConfig{
		ConsumerGroup: group, PollInterval: stockPoll,
		SchemaAdapter: stockSchema(), OffsetsAdapter: stockOffsets(),
	}, watermill.NewSlogLogger(log))
	if err != nil {
		return nil, fmt.Errorf("read as %s: %w", group, err)
	}
	return stockSubscriber{s}, nil
}

type stockSubscriber struct{ message.Subscriber }

func (s stockSubscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	if err := knownStock(topic); err != nil {
		return nil, err
	}
	return s.Subscriber.Subscribe(ctx, topic)
}
