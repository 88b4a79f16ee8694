package postgres

import (
	"context"
	"time"

	"coresync/adapters/postgres/cluster"
)

// supervise starts the server again when it ends by itself or by somebody else's hand, until the owner closes. Pools
// connect anew on their own, at the same socket.
func (p *Private) supervise(ctx context.Context, server *cluster.Server) {
	defer close(p.idle)
	for {
		select {
		case <-ctx.Done():
			return
		case <-server.Exited():
		}
		p.setServer(nil)
		p.log.Error("the private database server has ended; starting it again", "data", p.folder.dir, "log", p.config.LogFile)
		if server = p.restart(ctx); server == nil {
			return
		}
		p.setServer(server)
		p.log.Info("the private database server runs again", "data", p.folder.dir, "pid", server.PID())
	}
}

// restart tries until it succeeds, or returns nil when the owner closes.
func (p *Private) restart(ctx context.Context) *cluster.Server {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		server, err := cluster.Start(ctx, p.config)
		if err == nil {
			return server
		}
		if ctx.Err() == nil {
			p.log.Error("start the private database server", "data", p.folder.dir, "error", err)
		}
		if pause(ctx, wait) != nil {
			return nil
		}
	}
}

func (p *Private) setServer(server *cluster.Server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.server = server
}
