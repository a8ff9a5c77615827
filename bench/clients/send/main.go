// send uploads one file over and over on loopback and says how much went and how long it took. The kernel copies the file
// to the socket, so that as little as possible of the machine goes to the client. An upload is over when the server has
// answered, and, where asked, when what it stored is on the disk.
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	tcp := flag.String("tcp", "", "host:port that takes the size in 8 bytes and then the bytes, and closes when it has them")
	web := flag.String("http", "", "host:port of an HTTP/1.1 server that takes PUT, used over one connection")
	noPrefix := flag.Bool("no-prefix", false, "by TCP send the bytes alone, and end the sending side behind them")
	path := flag.String("path", "/", "where to put it by HTTP")
	name := flag.String("file", "", "what to send")
	stored := flag.String("sync", "", "the file that the server writes, to be made durable after each upload")
	seconds := flag.Float64("seconds", 1, "no new upload is begun after this time; 0 for a single one")
	flag.Parse()

	file, err := os.Open(*name)
	check(err)
	info, err := file.Stat()
	check(err)
	upload := overTCP(*tcp, *noPrefix)
	if *web != "" {
		upload = overHTTP(*web, *path)
	}

	var byteCount, uploads int64
	began := time.Now()
	for uploads == 0 || time.Since(began).Seconds() < *seconds {
		_, err = file.Seek(0, io.SeekStart)
		check(err)
		upload(file, info.Size())
		if *stored != "" {
			makeDurable(*stored)
		}
		byteCount += info.Size()
		uploads++
	}
	fmt.Printf("{\"bytes\":%d,\"requests\":%d,\"seconds\":%f}\n", byteCount, uploads, time.Since(began).Seconds())
}

func overTCP(address string, noPrefix bool) func(*os.File, int64) {
	return func(file *os.File, size int64) {
		conn := dial(address)
		defer conn.Close()
		if !noPrefix {
			check(binary.Write(conn, binary.BigEndian, size))
		}
		send(conn, file, size)
		if noPrefix {
			check(conn.CloseWrite())
		}
		_, err := io.Copy(io.Discard, conn)
		check(err)
	}
}

func overHTTP(address, path string) func(*os.File, int64) {
	conn := dial(address)
	reader := bufio.NewReader(conn)
	return func(file *os.File, size int64) {
		fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n", path, address, size)
		send(conn, file, size)
		response, err := http.ReadResponse(reader, nil)
		check(err)
		if response.StatusCode/100 != 2 {
			log.Fatalf("status: %s (expected: 2xx)", response.Status)
		}
		_, err = io.Copy(io.Discard, response.Body)
		check(err)
	}
}

func send(conn *net.TCPConn, file *os.File, size int64) {
	sent, err := conn.ReadFrom(file)
	check(err)
	if sent != size {
		log.Fatalf("sent: %d bytes (expected: %d)", sent, size)
	}
}

func makeDurable(name string) {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	check(err)
	defer file.Close()
	check(file.Sync())
}

// dial tries for a second: a server like nc has to be started again for each connection.
func dial(address string) *net.TCPConn {
	for began := time.Now(); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			return conn.(*net.TCPConn)
		}
		if time.Since(began) > time.Second {
			log.Fatal(err)
		}
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
