package postgres

// privateSettings are what a private server runs with. It is durable: fsync, full_page_writes and synchronous_commit
// keep their defaults.
func privateSettings() map[string]string {
	return map[string]string{
		"shared_buffers":            "192MB",
		"max_connections":           "100",
		"work_mem":                  "16MB",
		"maintenance_work_mem":      "128MB",
		"max_wal_size":              "2GB",
		"min_wal_size":              "256MB",
		"wal_compression":           "lz4",
		"default_toast_compression": "lz4",
		"checkpoint_timeout":        "15min",
		"random_page_cost":          "1.1",
		// Every query here is short or a plain scan; compiling it costs more than it saves.
		"jit":                                 "off",
		"idle_in_transaction_session_timeout": "60s",
		"timezone":                            "UTC",
		"log_timezone":                        "UTC",
		"log_line_prefix":                     "%m [%p] %a ",
		// Statements and the details of errors hold values, thus personal data; they stay out of the log.
		"log_error_verbosity":     "terse",
		"log_min_error_statement": "panic",
	}
}
