package postgres_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

// childEnv names the data folder for a test binary that plays a second program.
const childEnv = "CORESYNC_TEST_PRIVATE_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		if err := play(dir); err != nil {
			fmt.Printf("error %q\n", err.Error()) // on one line
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m, pgtest.IgnoreServer(), goleak.Cleanup(func(code int) {
		if base, err := prepared(); err == nil {
			_ = os.RemoveAll(base)
		}
		os.Exit(code)
	}))
}

// play is a program on a data folder: it says whether it owns the server, answers each line of standard input by a
// query, and closes in good order at the end of its input or at Ctrl-C.
func play(dir string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	private, err := postgres.OpenPrivate(ctx, dir, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	fmt.Println("open", private.Owner(), private.URL())
	lines := make(chan string)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			lines <- in.Text()
		}
	}()
	for {
		select {
		case <-ctx.Done():
			fmt.Println("interrupted")
			return private.Close(context.WithoutCancel(ctx))
		case sql, more := <-lines:
			if !more {
				return private.Close(context.WithoutCancel(ctx))
			}
			fmt.Println(answer(private.URL(), sql))
		}
	}
}

func answer(url, sql string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	var text string
	err = conn.QueryRow(ctx, sql).Scan(&text)
	return text, err
}
