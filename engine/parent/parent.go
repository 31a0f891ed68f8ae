// Package parent tells a plugin that the engine which started it is gone.
package parent

import (
	"os"
	"time"
)

const interval = time.Second

// OnDeath calls gone once, when the process that started this one has ended. An engine that is killed outright closes
// no plugin, and the SDK's own health check looks only every five minutes.
func OnDeath(gone func()) {
	engine := os.Getppid()
	go func() {
		for os.Getppid() == engine {
			time.Sleep(interval)
		}
		gone()
	}()
}
