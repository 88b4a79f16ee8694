package topic_test

import (
	"context"
	"encoding/json"
	"testing"

	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"
	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// NoteTaken is an event of these tests, at schema version 2: version 1 called the
// text "note".
type NoteTaken struct {
	Text string `json:"text"`
}

func (NoteTaken) EventType() event.Type { return "NoteTaken" }

func noteV1(payload []byte) ([]byte, error) {
	var v1 struct {
		Note string `json:"note"`
	}
	err := json.Unmarshal(payload, &v1)
	if err != nil {
		return nil, err
	}
	return json.Marshal(NoteTaken{Text: v1.Note})
}

// BytesCarried wraps the arbitrary bytes of the universal suite.
type BytesCarried struct {
	Bytes []byte `json:"bytes"`
}

func (BytesCarried) EventType() event.Type { return "BytesCarried" }

func registry() *event.Registry {
	return event.NewRegistry(
		event.Define[NoteTaken](2, false, noteV1),
		event.Define[BytesCarried](1, false),
		event.Define[event.ContactRecorded](1, true),
	)
}

// store opens the log of the bundle; its commits wake the waker, if there is one.
func (b *bundle) store(w *topic.Waker) *eventstore.Store {
	b.t.Helper()
	cfg := eventstore.Config{Registry: registry(), Sealer: storetest.Sealer{}}
	if w != nil {
		cfg.OnCommit = w.OnCommit
	}
	s, err := eventstore.Open(b.db.Pool(postgres.RoleEngine), cfg)
	require.NoError(b.t, err)
	b.t.Cleanup(s.Close)
	return s
}

func (b *bundle) publisher(w *topic.Waker) *topic.Publisher {
	b.t.Helper()
	return topic.NewPublisher(b.store(w), b.pool, registry())
}

func (b *bundle) eventsOf(w *topic.Waker, cfg topic.Config) *topic.Subscriber {
	b.t.Helper()
	s, err := topic.NewEventSubscriber(b.pool, w, registry(), cfg)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { require.NoError(b.t, s.Close()) })
	return s
}

// note is a message that becomes a NoteTaken.
func note(tenant uuid.UUID, text string) *message.Message {
	body, err := json.Marshal(NoteTaken{Text: text})
	if err != nil {
		panic(err)
	}
	msg := message.NewMessage(watermill.NewUUID(), body)
	msg.Metadata = message.Metadata{
		topic.MetaTenant: tenant.String(), topic.MetaStream: "note/1", topic.MetaType: "NoteTaken", topic.MetaActor: "test",
	}
	return msg
}

func textOf(t *testing.T, msg *message.Message) string {
	t.Helper()
	var n NoteTaken
	require.NoError(t, json.Unmarshal(msg.Payload, &n))
	return n.Text
}

func (b *bundle) log(tenant uuid.UUID) []event.Recorded {
	b.t.Helper()
	var all []event.Recorded
	err := eventstore.ReadWith(context.Background(), b.root, tenant, eventstore.Query{}, func(e event.Recorded) error {
		all = append(all, eventstore.Clone(e))
		return nil
	})
	require.NoError(b.t, err)
	return all
}
