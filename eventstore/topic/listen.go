package topic

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// channel is what NOTIFY and LISTEN use; it belongs to one database.
const channel = "coresync_events"

// listen hears of the commits of other processes until ctx is done.
func (w *Waker) listen(ctx context.Context) {
	wait := Backoff{First: 250 * time.Millisecond, Max: 10 * time.Second}
	for failures := 1; ctx.Err() == nil; failures++ {
		err := w.listenOnce(ctx, func() { failures = 1 })
		w.setListening(false)
		if ctx.Err() != nil {
			return
		}
		w.report("listen for commits of other processes; polling meanwhile", err)
		select {
		case <-ctx.Done():
		case <-time.After(wait.after(failures)):
		}
	}
}

// listenOnce listens until its connection ends.
func (w *Waker) listenOnce(ctx context.Context, connected func()) error {
	conn, err := connectLike(ctx, w.pool, "coresync listen")
	if err != nil {
		return err
	}
	defer hangUp(conn)
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	connected()
	w.setListening(true)
	w.pokePoll() // what was committed before is not notified again
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("wait for a notification: %w", err)
		}
		if err := eachHead(n.Payload, w.hint); err != nil {
			w.report("read a notification", err)
			w.pokePoll()
		}
	}
}

func (w *Waker) setListening(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listening = on
}

// eachHead reads a notification: "tenant:head" separated by commas.
func eachHead(payload string, yield func(uuid.UUID, int64)) error {
	for part := range strings.SplitSeq(payload, ",") {
		id, number, _ := strings.Cut(part, ":")
		tenant, err := uuid.Parse(id)
		if err != nil {
			return fmt.Errorf("notification %q: tenant: %w", part, err)
		}
		head, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return fmt.Errorf("notification %q: head: %w", part, err)
		}
		yield(tenant, head)
	}
	return nil
}

func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // nothing on it is left to lose
}
