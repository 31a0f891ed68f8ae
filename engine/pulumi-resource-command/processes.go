package main

import (
	"context"
	"errors"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// How long a command that ran out of time may take to end by itself.
const grace = 10 * time.Second

// processes are the commands that run now, each in a process group of its own: an interrupt typed at the terminal
// reaches them only through the engine.
type processes struct {
	mutex sync.Mutex
	// Those that have not been asked to end.
	running map[int]struct{}
	all     sync.WaitGroup
}

// run starts a process and waits for its end. Its time can run out (the resource's custom timeout); that the engine has
// gone does not end it.
func (p *processes) run(ctx context.Context, process *exec.Cmd) error {
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := process.Start(); err != nil {
		return err
	}
	p.add(process.Process.Pid)
	defer p.remove(process.Process.Pid)

	ended := make(chan struct{})
	defer close(ended)
	go limit(ctx, process.Process.Pid, ended)
	return process.Wait()
}

// interrupt asks every running command to end, once, as the engine does when its user cancels an update. A command that
// has something to restore has the time it needs.
func (p *processes) interrupt() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for pid := range p.running {
		signalGroup(pid, syscall.SIGTERM)
		delete(p.running, pid)
	}
}

func (p *processes) wait() {
	p.all.Wait()
}

func (p *processes) add(pid int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.running == nil {
		p.running = map[int]struct{}{}
	}
	p.running[pid] = struct{}{}
	p.all.Add(1)
}

func (p *processes) remove(pid int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	delete(p.running, pid)
	p.all.Done()
}

func limit(ctx context.Context, pid int, ended <-chan struct{}) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return
	}
	signalGroup(pid, syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(grace):
		signalGroup(pid, syscall.SIGKILL)
	}
}

// A group that has just ended cannot be signalled, and need not be.
func signalGroup(pid int, signal syscall.Signal) {
	_ = syscall.Kill(-pid, signal)
}
