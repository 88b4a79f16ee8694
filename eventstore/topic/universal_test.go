package topic_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"coresync/eventstore"
	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// TestUniversalSuite is Watermill's own suite, over logs made for it: each topic
// that a test makes up is a tenant in a partition of its own, and its bytes travel
// in a registered event.
func TestUniversalSuite(t *testing.T) {
	t.Parallel()
	u := newUniverse(t)
	tests.TestPubSub(t, tests.Features{
		ConsumerGroups:  true,
		GuaranteedOrder: true,
		Persistent:      true,
		// Off: an effect in the message's transaction is there exactly once, but the
		// suite means the message itself. A commit whose answer is lost, or a handler
		// that was late, is delivered again. (With the switch on, the suite leaves out
		// its tests of closing, too.)
		ExactlyOnceDelivery: false,
		// Off: the order holds with any number of subscribers, since one range of a
		// tenant is out at a time, whoever has it.
		GuaranteedOrderWithSingleSubscriber: false,
		// Off: a subscriber of a known group goes on where the group stands; only a
		// new group begins at the first event. The suite opens several subscribers of
		// one group and wants each of them to begin at the first.
		NewSubscriberReceivesOldMessages: false,
		// Off: any number of instances may run.
		RequireSingleInstance: false,
		// Off: a message is a row; the context of who published it is not kept.
		ContextPreserved: false,
		// Off: the suite would restart the server by a command while its other tests
		// run on it. TestTheServerMayGoAwayAndComeBack does it on a server of its own.
		RestartServiceCommand: nil,
	}, func(t *testing.T) (message.Publisher, message.Subscriber) { return u.open(t, "group") },
		func(t *testing.T, group string) (message.Publisher, message.Subscriber) { return u.open(t, group) })
}

// A new group begins at the first event, which is what the suite's switch is about.
func TestANewGroupReceivesOldMessages(t *testing.T) {
	t.Parallel()
	u := newUniverse(t)
	var published []*message.Message
	for i := range 3 {
		pub, sub := u.open(t, fmt.Sprintf("group %d", i))
		msg := message.NewMessage(watermill.NewUUID(), []byte{byte(i)})
		require.NoError(t, pub.Publish("topic", msg))
		published = append(published, msg)
		messages, err := sub.Subscribe(context.Background(), "topic")
		require.NoError(t, err)
		for _, want := range published {
			got := receiveAcked(t, messages)
			require.Equal(t, want.UUID, got.UUID)
			require.Equal(t, want.Payload, got.Payload)
		}
		require.NoError(t, sub.Close())
	}
}

// universe is one process: a store, a waker, and the made-up topics.
type universe struct {
	b     *bundle
	waker *topic.Waker
	store *eventstore.Store

	mu     sync.Mutex
	topics map[string]int16
}

func newUniverse(t *testing.T) *universe {
	t.Helper()
	b := setup(t)
	w := b.waker(topic.WakerConfig{})
	return &universe{b: b, waker: w, store: b.store(w), topics: make(map[string]int16)}
}

// topicOf makes tenant and partition of a topic that the suite made up.
func (u *universe) topicOf(name string) (uuid.UUID, string, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	tenant := uuid.NewSHA1(uuid.NameSpaceOID, []byte(name))
	partition, there := u.topics[name]
	if !there {
		partition = int16(len(u.topics))
		err := u.store.CreateTenant(context.Background(), eventstore.Tenant{ID: tenant, Name: name, Partition: partition})
		if err != nil {
			return uuid.Nil, "", err
		}
		u.topics[name] = partition
	}
	return tenant, topic.Name(partition), nil
}

func (u *universe) open(t *testing.T, group string) (message.Publisher, message.Subscriber) {
	t.Helper()
	cfg := u.b.config(group)
	cfg.CloseTimeout = 200 * time.Millisecond // the suite closes with messages that nobody will ack
	s, err := topic.NewEventSubscriber(u.b.pool, u.waker, registry(), cfg)
	require.NoError(t, err)
	sub := &suiteSubscriber{u: u, inner: s, closing: make(chan struct{})}
	u.b.t.Cleanup(func() { require.NoError(u.b.t, sub.Close()) }) // the suite leaves some open
	return suitePublisher{u, topic.NewPublisher(u.store, u.b.pool, registry())}, sub
}

// suitePublisher wraps the suite's messages into events.
type suitePublisher struct {
	u     *universe
	inner *topic.Publisher
}

func (p suitePublisher) Publish(name string, messages ...*message.Message) error {
	tenant, at, err := p.u.topicOf(name)
	if err != nil {
		return err
	}
	wrapped := make([]*message.Message, len(messages))
	for i, msg := range messages {
		body, err := json.Marshal(BytesCarried{Bytes: msg.Payload})
		if err != nil {
			return err
		}
		w := message.NewMessage(msg.UUID, body)
		for key, value := range msg.Metadata {
			w.Metadata.Set(key, value)
		}
		w.Metadata.Set("suite_uuid", msg.UUID)
		w.Metadata.Set(topic.MetaTenant, tenant.String())
		w.Metadata.Set(topic.MetaStream, "suite/"+name)
		w.Metadata.Set(topic.MetaType, "BytesCarried")
		w.Metadata.Set(topic.MetaActor, "suite")
		if len(messages) > 1 { // together, in chunks that an append takes
			w.Metadata.Set(topic.MetaAppend, messages[i-i%eventstore.MaxChunk].UUID)
		}
		wrapped[i] = w
	}
	return p.inner.Publish(at, wrapped...)
}

func (p suitePublisher) Close() error { return p.inner.Close() }

// suiteSubscriber unwraps them again. (Watermill's own transforming decorator
// would wait at its Close for a message that nobody takes.)
type suiteSubscriber struct {
	u       *universe
	inner   *topic.Subscriber
	once    sync.Once
	closing chan struct{}
	running sync.WaitGroup
}

func (s *suiteSubscriber) Subscribe(ctx context.Context, name string) (<-chan *message.Message, error) {
	_, at, err := s.u.topicOf(name)
	if err != nil {
		return nil, err
	}
	in, err := s.inner.Subscribe(ctx, at)
	if err != nil {
		return nil, err
	}
	out := make(chan *message.Message)
	s.running.Go(func() {
		defer close(out)
		for msg := range in {
			var carried BytesCarried
			if err := json.Unmarshal(msg.Payload, &carried); err != nil {
				panic(err)
			}
			msg.UUID, msg.Payload = msg.Metadata.Get("suite_uuid"), carried.Bytes
			delete(msg.Metadata, "suite_uuid")
			select {
			case out <- msg:
			case <-s.closing:
				msg.Nack()
			case <-ctx.Done():
				msg.Nack()
			}
		}
	})
	return out, nil
}

func (s *suiteSubscriber) Close() error {
	s.once.Do(func() { close(s.closing) })
	err := s.inner.Close()
	s.running.Wait()
	return err
}
