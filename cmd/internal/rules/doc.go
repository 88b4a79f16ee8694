// Package rules holds the rules of the code base as tests: who may import whom,
// which package owns a table, how long a file may be. Each rule says why.
package rules
