package projectiontest

import (
	"context"
	"net"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// Fault cuts connections of a pool at a chosen write.
type Fault struct {
	left   atomic.Int64 // writes until it strikes; 0: not armed
	after  atomic.Bool
	struck atomic.Bool
}

// Arm makes the nth write from now on fail: before it reaches the server, or after.
func (f *Fault) Arm(n int, after bool) {
	f.after.Store(after)
	f.struck.Store(false)
	f.left.Store(int64(n))
}

// Struck tells whether the fault struck since it was armed, and disarms it.
func (f *Fault) Struck() bool {
	f.left.Store(0)
	return f.struck.Load()
}

// Pool connects through the fault, as the engine.
func (f *Fault) Pool(t require.TestingT, url string) *pgxpool.Pool {
	cfg, err := pgxpool.ParseConfig(url)
	require.NoError(t, err)
	cfg.ConnConfig.RuntimeParams["role"] = role
	cfg.ConnConfig.RuntimeParams["search_path"] = ""
	dial := cfg.ConnConfig.DialFunc
	cfg.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &cutConn{Conn: conn, fault: f}, nil
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	require.NoError(t, err)
	return pool
}

type cutConn struct {
	net.Conn
	fault *Fault
	deaf  atomic.Bool // the answer never arrives
}

// Write counts, and cuts.
func (c *cutConn) Write(b []byte) (int, error) {
	if c.fault.left.Load() > 0 && c.fault.left.Add(-1) == 0 {
		c.fault.struck.Store(true)
		if !c.fault.after.Load() {
			_ = c.Close()
			return 0, errCut
		}
		c.deaf.Store(true)
	}
	return c.Conn.Write(b)
}

// Read waits for the server to have done what it was told, and then fails.
func (c *cutConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.deaf.Load() && err == nil {
		_ = c.Close()
		return 0, errCut
	}
	return n, err
}
