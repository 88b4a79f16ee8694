package topic_test

import (
	"errors"

	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5/pgconn"
)

// Handlers that leave a row and then do what their name says.

func writes(msg *message.Message) ([]*message.Message, error) { return nil, write(msg) }

func sqlError(msg *message.Message) ([]*message.Message, error) {
	if err := write(msg); err != nil {
		return nil, err
	}
	tx, _ := topic.TxFromContext(msg.Context())
	_, err := tx.Exec(msg.Context(), `select 1/0`)
	return nil, err
}

func panics(msg *message.Message) ([]*message.Message, error) {
	if err := write(msg); err != nil {
		return nil, err
	}
	panic("fault")
}

func containsCode(err error, code string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == code
}
