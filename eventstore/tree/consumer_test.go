package tree_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/leaf"
	"coresync/eventstore/storetest"
	"coresync/eventstore/topic"
	"coresync/eventstore/tree"

	"github.com/stretchr/testify/require"
)

// From an append to a proof that somebody without the database can check.
func TestFromAppendToProof(t *testing.T) {
	t.Parallel()
	b := setup(t)
	store, err := eventstore.Open(b.pool, eventstore.Config{Registry: event.Catalog(), Sealer: storetest.Sealer{}})
	require.NoError(t, err)
	t.Cleanup(store.Close)
	for n := range 300 {
		_, err := store.Append(b.ctx, storetest.Write(b.tenant, storetest.Customer(n), storetest.Customer(n+1)))
		require.NoError(t, err)
	}
	quiet := slog.New(slog.DiscardHandler)
	waker, err := topic.OpenWaker(b.ctx, b.pool, topic.WakerConfig{Logger: quiet})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, waker.Close()) })
	subscriber, err := topic.NewRangeSubscriber(b.pool, waker, topic.Config{Consumer: tree.Consumer, BatchSize: 70, Logger: quiet})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, subscriber.Close()) })
	messages, err := subscriber.Subscribe(b.ctx, topic.Name(0))
	require.NoError(t, err)
	limit := time.After(time.Minute)
	for position := int64(0); position < 600; {
		select {
		case msg := <-messages:
			r, ok := topic.RangeFromContext(msg.Context())
			require.True(t, ok)
			position = r.To
			require.NoError(t, b.notary.Handle(msg))
			msg.Ack()
		case <-limit:
			t.Fatal("the tree did not come to the head of the log")
		}
	}

	require.NoError(t, subscriber.Close(), "after the last commit")
	position, _ := b.checkpoint()
	require.Equal(t, int64(600), position)

	b.now = b.now.Add(time.Hour)
	done, cancel := context.WithCancel(b.ctx)
	cancel()
	b.notary.Run(done, b.folder, func(err error) { t.Error(err) })
	newest, ok, err := b.folder.Newest(b.tenant)
	require.NoError(t, err)
	require.True(t, ok)
	head, err := tree.OpenHead(newest.Note, b.verifierKey())
	require.NoError(t, err)
	require.Equal(t, int64(600), head.Size)
	for _, e := range storetest.ReadAll(t, store, b.tenant) {
		require.NoError(t, leaf.Verify(e))
		if e.Position%97 != 0 {
			continue
		}
		path, err := tree.Prove(b.ctx, b.pool, b.tenant, e.Position, head.Size)
		require.NoError(t, err)
		require.NoError(t, tree.VerifyInclusion(head, e.Position, leaf.Hash(e, leaf.PayloadHash(e.Payload)), path))
	}
}
