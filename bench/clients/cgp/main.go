// cgp uploads or downloads one file repeatedly in one CGP session (docs/tcp-protocol.md), and
// says how much went and how long it took. A window as long as a chunk makes a lock-step client of it; a delay puts a slow
// line between it and the server.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"hash"
	"log"
	"os"
	"time"
)

func main() {
	address := flag.String("address", "localhost:9000", "host:port of the gateway")
	name := flag.String("name", "", "of the file on the gateway")
	source := flag.String("put", "", "the file to upload; without it the named file is downloaded")
	chunk := flag.Int64("chunk", 256*1024, "bytes in a CHUNK")
	window := flag.Int64("window", 0, "bytes sent ahead of what is acknowledged; 0 for what the gateway grants")
	headerCRC := flag.Bool("header-crc", false, "download with checksums of the headers alone")
	delay := flag.Duration("delay", 0, "how long the line takes, in each direction")
	seconds := flag.Float64("seconds", 1, "no new transfer is begun after this time")
	sum := flag.Bool("sum", false, "download once and print the SHA-256 instead")
	flag.Parse()

	if *delay > 0 {
		*address = slowLine(*address, *delay)
	}
	session := open(*address)
	var digest hash.Hash
	transfer := func() int64 { return session.get(*name, *chunk, *window, *headerCRC, digest) }
	if *source != "" {
		file, err := os.Open(*source)
		check(err)
		transfer = func() int64 { return session.put(file, *name, *chunk, *window) }
	}
	if *sum {
		digest = sha256.New()
		transfer()
		fmt.Printf("%x\n", digest.Sum(nil))
		return
	}
	var byteCount, transfers int64
	began := time.Now()
	for transfers == 0 || time.Since(began).Seconds() < *seconds {
		byteCount += transfer()
		transfers++
	}
	fmt.Printf("{\"bytes\":%d,\"requests\":%d,\"seconds\":%f}\n", byteCount, transfers, time.Since(began).Seconds())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
