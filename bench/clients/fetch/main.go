// fetch downloads one thing over and over on loopback and says how much came and how long it took. It reads into one
// large buffer and drops the bytes, so that as little as possible of the machine goes to the client.
package main

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"time"
)

const bufferBytes = 256 * 1024

func main() {
	tcp := flag.String("tcp", "", "host:port that sends the bytes on connect and then closes")
	http := flag.String("http", "", "host:port of an HTTP/1.1 server, used over one connection")
	https := flag.String("https", "", "the same with TLS 1.3; any certificate will do")
	path := flag.String("path", "/", "what to get by HTTP")
	seconds := flag.Float64("seconds", 1, "no new download is begun after this time")
	sum := flag.Bool("sum", false, "download once and print the SHA-256 instead")
	flag.Parse()

	download := overTCP(*tcp)
	if *http != "" {
		download = overHTTP(dial(*http), *path)
	}
	if *https != "" {
		options := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}
		download = overHTTP(tls.Client(dial(*https), options), *path)
	}
	if *sum {
		digest := sha256.New()
		download(digest)
		fmt.Printf("%x\n", digest.Sum(nil))
		return
	}
	repeat(*seconds, download)
}

func repeat(seconds float64, download func(io.Writer) int64) {
	var byteCount, downloads int64
	began := time.Now()
	for time.Since(began).Seconds() < seconds {
		byteCount += download(io.Discard)
		downloads++
	}
	fmt.Printf("{\"bytes\":%d,\"requests\":%d,\"seconds\":%f}\n", byteCount, downloads, time.Since(began).Seconds())
}

func overTCP(address string) func(io.Writer) int64 {
	buffer := make([]byte, bufferBytes)
	return func(sink io.Writer) int64 {
		conn := dial(address)
		defer conn.Close()
		return copyAll(sink, conn, buffer)
	}
}

func overHTTP(conn net.Conn, path string) func(io.Writer) int64 {
	buffer := make([]byte, bufferBytes)
	head := bufio.NewReader(conn)
	return func(sink io.Writer) int64 {
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, conn.RemoteAddr())
		length := readHead(head)
		early, _ := head.Peek(head.Buffered())
		sink.Write(early)
		head.Discard(len(early))
		rest := length - int64(len(early))
		if got := copyAll(sink, io.LimitReader(conn, rest), buffer); got != rest {
			log.Fatalf("body: %d bytes (expected: %d)", int64(len(early))+got, length)
		}
		return length
	}
}

// readHead reads up to the empty line and returns the Content-Length of a response that is a whole file.
func readHead(reader *bufio.Reader) int64 {
	length := int64(-1)
	for number := 0; ; number++ {
		line, err := reader.ReadString('\n')
		if err != nil {
			log.Fatalf("response head: %v", err)
		}
		line = strings.TrimSpace(line)
		if number == 0 && !strings.Contains(line, " 200") {
			log.Fatalf("status: %s (expected: 200)", line)
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Content-Length") {
			length, _ = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		}
	}
	if length < 0 {
		log.Fatal("Content-Length: missing")
	}
	return length
}

func copyAll(sink io.Writer, source io.Reader, buffer []byte) int64 {
	var byteCount int64
	for {
		n, err := source.Read(buffer)
		sink.Write(buffer[:n])
		byteCount += int64(n)
		if err == io.EOF {
			return byteCount
		}
		if err != nil {
			log.Fatalf("after %d bytes: %v", byteCount, err)
		}
	}
}

// dial tries for a second: a server like nc has to be started again for each connection.
func dial(address string) net.Conn {
	for began := time.Now(); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			return conn
		}
		if time.Since(began) > time.Second {
			log.Fatal(err)
		}
	}
}
