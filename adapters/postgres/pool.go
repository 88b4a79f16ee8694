package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Roles made by the first migration. Who appends or projects is the engine, who answers queries is the app.
const (
	RoleOwner  = "coresync_owner"  // migrations and generations of read models
	RoleEngine = "coresync_engine" // append and projections; exempt from row security, as COPY needs it
	RoleApp    = "coresync_app"    // queries, under row security by a setting of the transaction
	RoleReader = "coresync_reader" // dashboards: the views of schema readmodel
)

// PoolConfig says how a pool's connections behave. The zero value is usable.
type PoolConfig struct {
	Role            string        // SET ROLE on every connection; "" keeps the user of the URL
	MaxConns        int32         // defaults to 10
	MinConns        int32         // connections that are kept open; defaults to 0
	ApplicationName string        // shown in pg_stat_activity; defaults to "coresync"
	SearchPath      []string      // defaults to none, so that a name without its schema fails
	StatementLimit  time.Duration // ends a query that runs longer; defaults to no limit
	LockLimit       time.Duration // ends a wait for a lock; defaults to no limit
	IdleInTxLimit   time.Duration // ends a session that forgot its transaction; defaults to one minute
	ConnectTimeout  time.Duration // defaults to 5 seconds
}

func (c *PoolConfig) setDefaults() {
	if c.MaxConns == 0 {
		c.MaxConns = 10
	}
	if c.ApplicationName == "" {
		c.ApplicationName = "coresync"
	}
	if c.IdleInTxLimit == 0 {
		c.IdleInTxLimit = time.Minute
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 5 * time.Second
	}
}

// OpenPool connects and asks the server once, so that a wrong URL or role is reported here and not by the first query.
// Statements are prepared and cached by connection. Times are in UTC. The caller closes the pool.
func OpenPool(ctx context.Context, url string, cfg PoolConfig) (*pgxpool.Pool, error) {
	cfg.setDefaults()
	parsed, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	parsed.MaxConns, parsed.MinConns = cfg.MaxConns, cfg.MinConns
	parsed.MaxConnIdleTime = 5 * time.Minute
	parsed.MaxConnLifetime = time.Hour
	parsed.MaxConnLifetimeJitter = 5 * time.Minute
	parsed.ConnConfig.ConnectTimeout = cfg.ConnectTimeout
	parsed.ConnConfig.StatementCacheCapacity = 256
	for name, value := range cfg.parameters() {
		parsed.ConnConfig.RuntimeParams[name] = value
	}
	pool, err := pgxpool.NewWithConfig(ctx, parsed)
	if err != nil {
		return nil, fmt.Errorf("open a pool on %s: %w", parsed.ConnConfig.Database, err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect to database %s as %s: %w", parsed.ConnConfig.Database, cfg.who(parsed.ConnConfig.User), err)
	}
	return pool, nil
}

// parameters are sent with the connection's first message, so they cost no round trip and RESET ALL keeps them.
func (c *PoolConfig) parameters() map[string]string {
	quoted := make([]string, len(c.SearchPath))
	for i, schema := range c.SearchPath {
		quoted[i] = `"` + strings.ReplaceAll(schema, `"`, `""`) + `"`
	}
	params := map[string]string{
		"application_name":                    c.ApplicationName,
		"search_path":                         strings.Join(quoted, ", "),
		"timezone":                            "UTC",
		"jit":                                 "off", // compiling a query of ours takes longer than running it
		"statement_timeout":                   milliseconds(c.StatementLimit),
		"lock_timeout":                        milliseconds(c.LockLimit),
		"idle_in_transaction_session_timeout": milliseconds(c.IdleInTxLimit),
	}
	if c.Role != "" {
		params["role"] = c.Role
	}
	return params
}

func (c *PoolConfig) who(user string) string {
	if c.Role == "" {
		return "user " + user
	}
	return "user " + user + " in role " + c.Role
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
