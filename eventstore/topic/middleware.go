package topic

import (
	"context"
	"errors"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5/pgconn"
)

// follows is a middleware that lets what a handler produces go into the
// transaction of what it consumed, and says where it comes from.
func follows(consumer string) message.HandlerMiddleware {
	return func(next message.HandlerFunc) message.HandlerFunc {
		return func(msg *message.Message) ([]*message.Message, error) {
			produced, err := next(msg)
			for _, p := range produced {
				p.SetContext(msg.Context())
				setAbsent(p.Metadata, MetaTenant, msg.Metadata.Get(MetaTenant))
				setAbsent(p.Metadata, MetaCausation, msg.UUID)
				setAbsent(p.Metadata, MetaActor, "consumer:"+consumer)
			}
			return produced, err
		}
	}
}

func setAbsent(m message.Metadata, key, value string) {
	if m.Get(key) == "" {
		m.Set(key, value)
	}
}

// blamesTheEvent tells an error that the same event would cause again from one of
// the surroundings: a handler that was cut off, or a database that is gone, busy,
// full or not migrated. Of PostgreSQL's errors only bad data (22) and broken
// constraints (23) come from what was written.
func blamesTheEvent(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var connecting *pgconn.ConnectError
	if errors.As(err, &connecting) {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code[:2] == "22" || pg.Code[:2] == "23"
	}
	return true
}

// publisher is the router's publisher for one handler. A handler that ends closes
// its publisher, which here is everybody's.
func (r *Router) publisher() message.Publisher {
	if r.cfg.Publisher == nil {
		return refusing{}
	}
	return shared{r.cfg.Publisher}
}

type shared struct{ message.Publisher }

func (shared) Close() error { return nil }

type refusing struct{}

func (refusing) Publish(string, ...*message.Message) error {
	return errors.New("the handler produced messages, but the router has no publisher")
}

func (refusing) Close() error { return nil }
