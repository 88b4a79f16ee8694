package topic

import (
	"fmt"
	"strconv"
	"strings"
)

const namePrefix = "events-"

// maxPartition is the highest number that eventstore.tenants.partition takes.
const maxPartition = 1023

// Name is the Watermill topic of a partition of tenants, such as "events-3".
func Name(partition int16) string { return namePrefix + strconv.Itoa(int(partition)) }

// UnknownTopicError says that a topic is none of the log's.
type UnknownTopicError struct {
	Topic string
}

func (e *UnknownTopicError) Error() string {
	return fmt.Sprintf("topic %q is not a partition of the log; partitions are %s0 to %s%d", e.Topic, namePrefix, namePrefix, maxPartition)
}

// Partition reads the number back from a topic's name. Error: *UnknownTopicError.
func Partition(topic string) (int16, error) {
	digits, ok := strings.CutPrefix(topic, namePrefix)
	n, err := strconv.ParseInt(digits, 10, 16)
	if !ok || err != nil || n < 0 || n > maxPartition || strconv.FormatInt(n, 10) != digits {
		return 0, &UnknownTopicError{Topic: topic}
	}
	return int16(n), nil
}
