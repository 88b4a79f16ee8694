package outward_test

import (
	"fmt"
	"testing"

	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
)

// fleet is how many assets the benchmark is about.
const fleet = 100_000

// What a pass costs that writes down what differs between all assets and what was told of them,
// and how long one subscription takes to be told it, 500 at a time, by a receiver that answers
// at once: after 100,000 assets changed, and after one did.
//
//	go test ./projections/outward -run '^$' -bench Pass -benchtime 1x
func BenchmarkPass(b *testing.B) {
	bundle := on(b, projectiontest.New(b, catalog.Models()...))
	conn := uuid.New()
	devices := func(n int, name string) {
		for from := 0; from < n; from += 500 {
			var events []event.New
			for d := int64(from); d < int64(min(from+500, n)); d++ {
				events = append(events, event.New{Stream: event.DeviceStream(conn, d), Payload: &event.DeviceObserved{
					Connection: conn, DeviceID: d, Device: fmt.Appendf(nil, `{"id":%d,"displayName":"%s %d","organizationId":7,"nodeClass":"WINDOWS_WORKSTATION","approvalStatus":"APPROVED"}`, d, name, d),
				}})
			}
			bundle.Append(events...)
		}
		bundle.Project()
	}
	devices(fleet, "PC")
	set := all()
	set.Batch = rule.Run
	bundle.subscribe(set)
	for _, changed := range []int{fleet, 1} {
		b.Run(fmt.Sprintf("%d_of_%d_changed", changed, fleet), func(b *testing.B) {
			for i := range b.N {
				b.StopTimer()
				devices(changed, fmt.Sprintf("Desk %d %d", changed, i))
				b.StartTimer()
				bundle.look()
			}
		})
		bundle.run(conn)
		b.Run(fmt.Sprintf("tell_%d", changed), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				bundle.replay(0)
				b.StartTimer()
				bundle.deliver()
			}
		})
	}
}
