package main

import (
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"syscall"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// The runner's exit code for a failure that it has already told the user.
const explained = 32

// programs are the Node programs that run now.
type programs struct {
	engine  string
	mutex   sync.Mutex
	running map[*exec.Cmd]struct{}
}

func (p *programs) run(request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	process, err := program(request, p.engine)
	if err != nil {
		return nil, err
	}
	if err := p.start(process); err != nil {
		return nil, err
	}
	defer p.forget(process)
	return ending(process.Wait())
}

func (p *programs) stop() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for process := range p.running {
		_ = process.Process.Signal(syscall.SIGTERM)
	}
}

func (p *programs) start(process *exec.Cmd) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if err := process.Start(); err != nil {
		return err
	}
	if p.running == nil {
		p.running = map[*exec.Cmd]struct{}{}
	}
	p.running[process] = struct{}{}
	return nil
}

func (p *programs) forget(process *exec.Cmd) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	delete(p.running, process)
}

// ending tells the engine how a program ended.
func ending(err error) (*pulumirpc.RunResponse, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case !errors.As(err, &exit):
		return nil, err
	case exit.ExitCode() == explained:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case exit.ExitCode() >= 0:
		return &pulumirpc.RunResponse{
			Error: fmt.Sprintf("the program ended with exit code %d", exit.ExitCode()),
		}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program was ended by a signal (%s)", exit)}, nil
	}
}
