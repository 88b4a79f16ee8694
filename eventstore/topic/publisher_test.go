package topic_test

import (
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestPublishAppends(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(2)
	p := b.publisher(nil)
	correlation, causation := uuid.New(), uuid.New()
	msg := note(tenant, "hello")
	msg.Metadata.Set(topic.MetaCorrelation, correlation.String())
	msg.Metadata.Set(topic.MetaCausation, causation.String())
	msg.Metadata.Set(topic.MetaOccurredAt, "2026-03-14T09:26:53.589793Z")
	msg.Metadata.Set(topic.MetaPosition, "77") // that of a consumed message, published again
	msg.Metadata.Set("colour", "green")
	require.NoError(t, p.Publish(topic.Name(2), msg))

	log := b.log(tenant)
	require.Len(t, log, 1)
	e := log[0]
	require.Equal(t, int64(1), e.Position)
	require.Equal(t, "note/1", e.Stream)
	require.Equal(t, event.Type("NoteTaken"), e.Type)
	require.Equal(t, int16(2), e.SchemaVersion)
	require.JSONEq(t, `{"text":"hello"}`, string(e.Payload))
	require.JSONEq(t, `{"colour":"green"}`, string(e.Metadata))
	require.Equal(t, "test", e.Actor)
	require.Equal(t, correlation, e.CorrelationID)
	require.Equal(t, causation, e.CausationID)
	require.Equal(t, time.Date(2026, 3, 14, 9, 26, 53, 589793000, time.UTC), e.OccurredAt)

	back, err := topic.EventMessage(registry(), e)
	require.NoError(t, err)
	require.Equal(t, message.Metadata{
		topic.MetaTenant: tenant.String(), topic.MetaPosition: "1", topic.MetaStream: "note/1", topic.MetaVersion: "1",
		topic.MetaType: "NoteTaken", topic.MetaSchemaVersion: "2", topic.MetaActor: "test",
		topic.MetaCorrelation: correlation.String(), topic.MetaCausation: causation.String(),
		topic.MetaOccurredAt: "2026-03-14T09:26:53.589793Z", topic.MetaRecordedAt: e.RecordedAt.Format(time.RFC3339Nano),
		"colour": "green",
	}, back.Metadata)
}

func TestPublishingAgainAppendsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	p := b.publisher(nil)
	one, two := note(tenant, "one"), note(tenant, "two")
	two.UUID = "any text is an id"
	for range 3 {
		require.NoError(t, p.Publish(topic.Name(0), one, two))
	}
	require.Len(t, b.log(tenant), 2)

	changed := note(tenant, "other")
	changed.UUID = one.UUID
	var reused *eventstore.AppendReusedError
	require.ErrorAs(t, p.Publish(topic.Name(0), changed), &reused)
}

func TestPublishWithAnExpectedVersion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	p := b.publisher(nil)
	expecting := func(expected string) *message.Message {
		msg := note(tenant, expected)
		msg.Metadata.Set(topic.MetaExpected, expected)
		return msg
	}
	require.NoError(t, p.Publish(topic.Name(0), expecting("none")))
	require.NoError(t, p.Publish(topic.Name(0), expecting("1")))
	require.NoError(t, p.Publish(topic.Name(0), expecting("any")))
	for _, wrong := range []string{"none", "0", "1", "4"} {
		var conflict *eventstore.VersionConflictError
		require.ErrorAs(t, p.Publish(topic.Name(0), expecting(wrong)), &conflict)
		require.Equal(t, int64(3), conflict.Got)
	}
	// What stands behind the conflict in the same call is not appended either.
	require.Error(t, p.Publish(topic.Name(0), expecting("3"), expecting("3"), expecting("any")))
	require.Len(t, b.log(tenant), 4)
}

func TestMessagesWithOneAppendIDGoTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	p := b.publisher(nil)
	batch := func() []*message.Message {
		one, two := note(tenant, "one"), note(tenant, "two")
		for _, msg := range []*message.Message{one, two} {
			msg.Metadata.Set(topic.MetaAppend, "batch 7")
		}
		two.Metadata.Set(topic.MetaStream, "note/2")
		return []*message.Message{one, two}
	}
	failing := batch()
	failing[1].Metadata.Set(topic.MetaExpected, "9")
	require.Error(t, p.Publish(topic.Name(0), failing...))
	require.Empty(t, b.log(tenant), "all or nothing")
	require.NoError(t, p.Publish(topic.Name(0), batch()...))
	require.NoError(t, p.Publish(topic.Name(0), batch()...))
	require.Len(t, b.log(tenant), 2)

	differing := batch()
	differing[1].Metadata.Set(topic.MetaActor, "another")
	require.ErrorContains(t, p.Publish(topic.Name(0), differing...), "differ in tenant, actor, correlation or causation")
	contradicting := batch()
	contradicting[1].Metadata.Set(topic.MetaStream, "note/1")
	contradicting[0].Metadata.Set(topic.MetaExpected, "1")
	contradicting[1].Metadata.Set(topic.MetaExpected, "2")
	require.ErrorContains(t, p.Publish(topic.Name(0), contradicting...), "stream note/1 is expected at version 1 and at version 2")
}

func TestWhatCannotBeAnEventIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	p := b.publisher(nil)
	for name, c := range map[string]struct {
		change func(*message.Message)
		want   string
	}{
		"UnknownType":    {func(m *message.Message) { m.Metadata.Set(topic.MetaType, "Nonsense") }, `event type "Nonsense" with schema version 0 is unknown`},
		"UnknownVersion": {func(m *message.Message) { m.Metadata.Set(topic.MetaSchemaVersion, "3") }, `with schema version 3 is unknown`},
		"NotJSON":        {func(m *message.Message) { m.Payload = []byte("x") }, "decode NoteTaken"},
		"NoSuchTenant":   {func(m *message.Message) { m.Metadata.Set(topic.MetaTenant, uuid.NewString()) }, "no such tenant"},
		"AllFaults": {func(m *message.Message) {
			m.Metadata = message.Metadata{topic.MetaTenant: "x", topic.MetaExpected: "-1", topic.MetaCausation: "y",
				topic.MetaOccurredAt: "noon", topic.MetaSchemaVersion: "two"}
		}, "metadata stream: is missing\nmetadata occurred_at: parsing time \"noon\""},
		"SealedForAnother": {func(m *message.Message) {
			m.Metadata.Set(topic.MetaType, "ContactRecorded")
			m.Payload = []byte(`{"name":{"$s":"` + uuid.NewString() + `","k":1,"c":"AAAA"},"email":null,"phone":null}`)
		}, "member name is sealed for another event"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			msg := note(tenant, "x")
			c.change(msg)
			require.ErrorContains(t, p.Publish(topic.Name(0), msg), c.want)
		})
	}
}

func TestPublishToTheRightTopicOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(4)
	p := b.publisher(nil)
	var wrong *topic.TenantTopicError
	require.ErrorAs(t, p.Publish(topic.Name(5), note(tenant, "x")), &wrong)
	require.Equal(t, "events-4", wrong.Right)
	var unknown *topic.UnknownTopicError
	require.ErrorAs(t, p.Publish("elsewhere", note(tenant, "x")), &unknown)
	require.NoError(t, p.Publish(topic.Name(4)))
	require.NoError(t, p.Close())
	require.ErrorIs(t, p.Publish(topic.Name(4), note(tenant, "x")), topic.ErrClosed)
	require.Empty(t, b.log(tenant))
}
