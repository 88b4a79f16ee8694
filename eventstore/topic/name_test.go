package topic_test

import (
	"testing"

	"coresync/eventstore/topic"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTopicNamesAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		partition := rapid.Int16Range(0, 1023).Draw(t, "partition")
		back, err := topic.Partition(topic.Name(partition))
		require.NoError(t, err)
		require.Equal(t, partition, back)
	})
}

func TestForeignTopicsAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "events", "events-", "events-x", "events--1", "events-01", "events-1024", "events-99999", "poison"} {
		_, err := topic.Partition(name)
		require.EqualError(t, err, `topic "`+name+`" is not a partition of the log; partitions are events-0 to events-1023`)
	}
}
